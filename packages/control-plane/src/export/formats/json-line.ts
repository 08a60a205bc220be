import { eventColumns, type RecordedEvent } from "../recorded-event.ts";

/** An event as one line of JSON (JSON Lines): what is null is left out. */
export const jsonLine = (event: RecordedEvent): string => `${plainJson(eventObject(event))}\n`;

/** The event's members in their order, without those that are null; times as ISO text. */
export function eventObject(event: RecordedEvent): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const column of eventColumns) if (event[column] != null) object[column] = event[column];
  return object;
}

/**
 * JSON that stays harmless when it is shown: beside what JSON escapes anyway, the other control characters, line separators and marks of
 * direction are escaped too. Outside of strings JSON has none of them.
 */
export const plainJson = (value: unknown): string =>
  JSON.stringify(value).replace(shown, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);

const shown = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
