import { boundBefore, isLater } from "../merge.ts";

type Row = { id: string; outcome?: string };

export type FollowOptions<R extends Row> = {
  /** Rows after a bound, oldest of them first cut off at `limit`; without a bound the newest. */
  read: (query: { after?: string; limit: number }) => Promise<R[]>;
  /** Is the session still there, and its person still a member? */
  allowed: () => Promise<boolean>;
  /** Resolves after so long, or at once when the listener has gone. */
  pause: (ms: number) => Promise<void>;
  gone: () => boolean;
  /** The newest row that the listener has. */
  after: string | undefined;
  now: () => number;
};

export type StreamEvent<R extends Row> =
  | { kind: "rows"; rows: R[] }
  /** More happened than a listener can follow: read the first page again. */
  | { kind: "reload" }
  /** Nothing for a while; keeps the connection known to be alive. */
  | { kind: "quiet" }
  | { kind: "end" };

const pollMs = 1_000;
const limit = 200;
/** Rows of several gateways arrive a little out of the order of their ids. */
const outOfOrderMs = 5_000;
/** What became of a call is learned when it ends, under an id from when it began. */
const slowestCallMs = 150_000;
const lookBackEvery = 15;
const streamMsMax = 30 * 60_000;

/**
 * The log from now on, for one listener. Asks the database once a second; nobody notifies anybody while a call is recorded. Whoever has lost their
 * session or membership gets no row more: that is asked before rows are sent, and every few seconds while there are none.
 */
export async function* follow<R extends Row>({ read, allowed, pause, gone, after, now }: FollowOptions<R>): AsyncGenerator<StreamEvent<R>> {
  const started = now();
  const sent = new Map<string, R>();
  let newest = after;
  for (let turn = 1; !gone() && now() - started < streamMsMax; turn++) {
    const looksBack = turn % lookBackEvery === 0;
    const bound = newest === undefined ? undefined : boundFor(sent, newest, looksBack ? slowestCallMs : outOfOrderMs);
    let rows = await read({ after: bound, limit });
    // Where so much happens, what is new goes before what was late.
    if (rows.length >= limit && newest !== undefined) rows = await read({ after: newest, limit });
    const fresh = rows.filter((row) => {
      const known = sent.get(row.id);
      return known === undefined || isLater(row, known);
    });
    if (fresh.length > 0 || turn % 5 === 0) {
      if (!(await allowed())) return yield { kind: "end" };
    }
    if (rows.length >= limit) {
      yield { kind: "reload" };
      const [latest] = await read({ limit: 1 });
      newest = latest?.id ?? newest;
      sent.clear();
    } else if (fresh.length > 0) {
      yield { kind: "rows", rows: fresh };
      for (const row of fresh) {
        sent.set(row.id, row);
        if (newest === undefined || row.id > newest) newest = row.id;
      }
      forgetOld(sent, newest);
    } else if (looksBack) yield { kind: "quiet" };
    await pause(pollMs);
  }
}

/** Back to the first call that is in flight, as long as calls take. */
function boundFor<R extends Row>(sent: ReadonlyMap<string, R>, newest: string, backMs: number): string {
  const far = boundBefore(newest, slowestCallMs);
  let bound = boundBefore(newest, backMs);
  for (const { id, outcome } of sent.values()) if (outcome === "pending" && id > far && id < bound) bound = boundBefore(id, 1);
  return bound;
}

/** What no question can bring again need not be remembered. */
function forgetOld<R>(sent: Map<string, R>, newest: string | undefined): void {
  if (newest === undefined || sent.size < 1_000) return;
  const bound = boundBefore(newest, slowestCallMs);
  for (const id of sent.keys()) if (id < bound) sent.delete(id);
}
