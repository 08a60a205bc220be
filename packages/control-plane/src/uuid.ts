/**
 * A UUIDv7 (RFC 9562): ids sort by the time they were made, which is how logs are paged and partitioned.
 *
 * @param random 10 random bytes
 */
export function uuidV7(at: Date, random: Uint8Array): string {
  const time = at.getTime().toString(16).padStart(12, "0");
  const hex = Buffer.from(random.buffer, random.byteOffset, 10).toString("hex");
  const variant = VARIANTS[((random[2] as number) >> 4) & 3];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(1, 4)}-${variant}${hex.slice(5, 8)}-${hex.slice(8)}`;
}

const VARIANTS = "89ab";

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
