/**
 * A UUIDv7 (RFC 9562): ids sort by the time they were made, which is how logs are paged and partitioned.
 *
 * @param random 10 random bytes
 */
export function uuidV7(at: Date, random: Uint8Array): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(at.getTime(), 0, 6);
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * A source of UUIDv7 in which each sorts after the one before, also within a millisecond and when the clock steps back
 * (RFC 9562 section 6.2, method 1): the 12 bits after the version are a counter, what is left is random.
 */
export function risingIds(clock: () => Date, random: (bytes: number) => Buffer): () => string {
  let millisecond = 0;
  let counter = 0;
  return () => {
    const now = clock().getTime();
    if (now > millisecond) [millisecond, counter] = [now, 0];
    else if (++counter > 0xfff) [millisecond, counter] = [millisecond + 1, 0];
    const bytes = random(10);
    bytes.writeUInt16BE(counter, 0);
    return uuidV7(new Date(millisecond), bytes);
  };
}
