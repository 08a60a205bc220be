import { crc32c } from "./crc32c.ts";

/** A record as it stands in a spool file: its length, the CRC-32C of its bytes, its bytes; both numbers 32 bits, big-endian. */
export function frame(payload: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(headBytes + payload.length);
  framed.writeUInt32BE(payload.length, 0);
  framed.writeUInt32BE(crc32c(payload), 4);
  framed.set(payload, headBytes);
  return framed;
}

/** The sound records from the start of a file. What follows the first unsound one was never acknowledged, so its call was never sent. */
export function* framesOf(file: Buffer): Iterable<Buffer> {
  for (let at = 0; at + headBytes <= file.length; ) {
    const length = file.readUInt32BE(at);
    const payload = file.subarray(at + headBytes, at + headBytes + length);
    if (length > recordBytesMax || payload.length < length || crc32c(payload) !== file.readUInt32BE(at + 4)) return;
    yield payload;
    at += headBytes + length;
  }
}

const headBytes = 8;
/** Far above what a record's columns can hold. */
export const recordBytesMax = 1024 * 1024;
