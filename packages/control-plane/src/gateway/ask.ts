import type { Pool, PoolClient } from "@portcullis/db/runtime";

/**
 * The database gave no answer in time, or none at all. Nothing may be decided without it: the gateway refuses with
 * `store_unavailable`. `operator` names the cause.
 */
export class StoreUnavailable extends Error {
  override name = "StoreUnavailable";
  readonly operator: string;

  constructor(cause: unknown) {
    super("The gateway's database did not answer.", { cause });
    this.operator = cause instanceof Error ? `${"code" in cause ? `${String(cause.code)} ` : ""}${cause.message}` : String(cause);
  }
}

export type Question = { name: string; text: string; values?: unknown[] };

/**
 * Asks one prepared question within a deadline that covers the wait for a connection too.
 *
 * @throws StoreUnavailable when the connection fails or the deadline passes; the fate of a statement that was sent is then unknown
 * @throws the database's own error when it refused the statement: then nothing was done
 */
export async function ask<Row>(pool: Pool, question: Question, deadlineMs: number): Promise<Row[]> {
  const endsAt = performance.now() + deadlineMs;
  const client = await acquire(pool, deadlineMs);
  const leftMs = endsAt - performance.now();
  if (leftMs <= 0) {
    client.release();
    throw new StoreUnavailable(new Error("no connection became free in time"));
  }
  try {
    const answer = await client.query({ ...question, query_timeout: Math.ceil(leftMs) } as Question);
    client.release();
    return answer.rows as Row[];
  } catch (error) {
    const refused = wasRefused(error);
    // A connection that owes an answer is not given to anybody else.
    client.release(!refused);
    throw refused ? error : new StoreUnavailable(error);
  }
}

/** Runs several questions as one unit under a deadline; what `ask` says of errors holds here too. */
export async function within<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreUnavailable(new Error(`no answer within ${deadlineMs} ms`))), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    throw error instanceof StoreUnavailable || wasRefused(error) ? error : new StoreUnavailable(error);
  } finally {
    clearTimeout(timer);
  }
}

/** The database read the statement and said no; its classes 57 (shutting down) and 53 (out of resources) speak of the database itself. */
export function wasRefused(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error) || !("severity" in error)) return false;
  return typeof error.code === "string" && /^[0-9A-Z]{5}$/.test(error.code) && !/^(08|53|55|57|58|XX)/.test(error.code);
}

/** The statement was refused, or waited too long for a lock: whatever it had done is undone for certain. */
export function wasRolledBack(error: unknown): boolean {
  const cause = error instanceof StoreUnavailable ? error.cause : error;
  return wasRefused(cause) || (cause instanceof Error && "severity" in cause && "code" in cause && cause.code === "55P03");
}

function acquire(pool: Pool, deadlineMs: number): Promise<PoolClient> {
  return new Promise((resolve, reject) => {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      reject(new StoreUnavailable(new Error("no connection became free in time")));
    }, deadlineMs);
    pool.connect().then(
      (client) => {
        clearTimeout(timer);
        if (over) client.release();
        else resolve(client);
      },
      (error: unknown) => {
        clearTimeout(timer);
        if (!over) reject(new StoreUnavailable(error));
      },
    );
  });
}
