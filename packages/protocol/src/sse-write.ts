import { linesOf, type SseEvent } from "./sse.ts";

/** A comment line, for keeping a silent stream open. `text` must have no line break. */
export function sseComment(text = ""): Uint8Array {
  return encoder.encode(text === "" ? ":\n\n" : `: ${singleLine(text)}\n\n`);
}

/** One event with one data line. Line breaks in `data` (they can only stand between JSON tokens) become blanks. */
export function sseEvent({
  data,
  event,
  id,
}: {
  readonly data: Uint8Array | string;
  readonly event?: string;
  readonly id?: string;
}): Uint8Array {
  const head = `${event === undefined ? "" : `event: ${singleLine(event)}\n`}${id === undefined ? "" : `id: ${singleLine(id)}\n`}`;
  return concat([
    encoder.encode(`${head}data: `),
    onOneLine(typeof data === "string" ? encoder.encode(data) : data),
    encoder.encode("\n\n"),
  ]);
}

/**
 * The event with other data, in one line where its first data line stood, and every other line byte for byte as it came.
 * `dropResumption` leaves out `id` and `retry`, since nothing can be resumed in the modern era (C10).
 */
export function rewriteEvent(
  event: SseEvent,
  { data, dropResumption = false }: { readonly data?: Uint8Array; readonly dropResumption?: boolean },
): Uint8Array {
  const parts: Uint8Array[] = [];
  let dataWritten = false;
  for (const { start, end, next, name } of linesOf(event.bytes)) {
    if (dropResumption && (name === "id" || name === "retry")) continue;
    if (name !== "data" || data === undefined) {
      parts.push(event.bytes.subarray(start, next));
    } else if (!dataWritten) {
      parts.push(encoder.encode("data: "), onOneLine(data), event.bytes.subarray(end, next));
      dataWritten = true;
    }
  }
  return concat(parts);
}

function onOneLine(data: Uint8Array): Uint8Array {
  if (data.indexOf(0x0a) < 0 && data.indexOf(0x0d) < 0) return data;
  return data.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte));
}

function singleLine(text: string): string {
  return text.replace(/[\r\n\0]/g, " ");
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const encoder = new TextEncoder();
