import { createHash } from "node:crypto";

/** Says how `h(n)` is made; another way gets another name. The offline verifier knows the same (docs/audit.md). */
export const chainFormat = "portcullis/audit/1";

/** What a record is, by the number that its seal carries. */
export const recordKinds = { 1: "attempt", 2: "outcome", 3: "late_outcome", 4: "event" } as const;
export type RecordKind = keyof typeof recordKinds;

/** What stands before the first record of every chain. */
export const chainStart = Buffer.alloc(32);

/** A row as PostgreSQL prints it: each column that is not null, by its name. */
export type RecordedRow = Readonly<Record<string, string>>;

/**
 * `h(n)`: SHA-256 over format, organization, n, `h(n−1)` and the record in form C1, each with its length before it.
 *
 * @param record what `recordText` makes
 */
export function chainHash(organizationId: string, n: bigint, previous: Uint8Array, record: string): Buffer {
  const hash = createHash("sha256");
  for (const part of [Buffer.from(chainFormat), Buffer.from(organizationId), Buffer.from(String(n)), previous, Buffer.from(record)]) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    hash.update(length).update(part);
  }
  return hash.digest();
}

/** The record in form C1: members in the order of their UTF-16 code units, no white space, every value a string. */
export function recordText(kind: RecordKind, row: RecordedRow): string {
  const members = Object.keys(row)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(row[name])}`);
  return `{"kind":"${recordKinds[kind]}","row":{${members.join(",")}}}`;
}
