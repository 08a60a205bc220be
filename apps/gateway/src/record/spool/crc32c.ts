/** CRC-32C (Castagnoli, RFC 3720 appendix B.4): finds a torn or rotten record. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  // An index, for an iterator takes three times as long, and every record of a buffered call comes by.
  for (let at = 0; at < bytes.length; at++) crc = (crc >>> 8) ^ table[(crc ^ bytes[at]!) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc >>> 0;
});
