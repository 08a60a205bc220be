import { csvLine } from "../csv-line.ts";
import { eventColumns, type RecordedEvent } from "../recorded-event.ts";

/** The first line: the names of the columns. */
export const csvHead: string = csvLine(eventColumns);

/** An event as a row (RFC 4180), formulas neutralized. Lists and objects are JSON text; control characters are written as `\u001b`. */
export const csvRow = (event: RecordedEvent): string => csvLine(eventColumns.map((column) => fieldOf(event[column])));

function fieldOf(value: unknown): string | null {
  if (value == null) return null;
  if (value instanceof Date) return value.toISOString();
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.replace(control, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** All control characters but tab and the ends of lines, and what turns the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
