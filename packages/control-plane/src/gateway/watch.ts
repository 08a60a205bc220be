import { listen, type Pool } from "@portcullis/db/runtime";
import { ask, StoreUnavailable } from "./ask.ts";
import { type EndedSession, endedBefore, tellEnded as tellEndedOn } from "./ended-sessions.ts";

export type { EndedSession };

export type WatchOptions = {
  url: string;
  pool: Pool;
  pollMs: number;
  deadlineMs: number;
  /** Something that the gateway decides by has changed in this organization; undefined: it may have in any. */
  onChange: (organizationId: string | undefined) => void;
  /** Another replica has ended a legacy session, now or before this one listened. */
  onSessionEnded?: (session: EndedSession) => void;
  /** Something happened to a request for approval: made, voted on, used, ended. */
  onApproval?: (organizationId: string, requestId: string) => void;
  /** A client of another replica, or of this one, takes back a call; the mark is what `callCancelled` was given. */
  onCallCancelled?: (mark: string) => void;
  /** Sessions, by tag, that some replica, this one or another, has used of late. */
  onSessionsUsed?: (tags: readonly string[]) => void;
  /** Told when the database stops answering, and when it answers again. */
  onState: (up: boolean, cause?: StoreUnavailable) => void;
};

/** Keeps a replica fresh. Times are of `performance.now()`. */
export type Watch = {
  /** The database has confirmed that every change committed before this moment has been reported. */
  confirmedAt(): number;
  /** The database's clock, in milliseconds since the epoch, carried on from the last confirmation; undefined before the first. */
  databaseNow(): number | undefined;
  /**
   * Asks now, unless a question is already on its way.
   * @throws StoreUnavailable
   */
  confirm(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Reports changes by notification at once and by a poll every `pollMs`, so that a cut notification costs a moment and no more.
 * Resolves after the first confirmation, or its failure: a replica may start before its database.
 */
export async function watch(options: WatchOptions): Promise<Watch> {
  const poll = new Poll(options);
  const listener = new Listener(options);
  await poll.confirm().catch(() => {});
  poll.start();
  void listener.start();
  return {
    confirmedAt: () => poll.confirmedAt,
    databaseNow: () => poll.databaseNow(),
    confirm: () => poll.confirm(),
    close: async () => {
      poll.stop();
      await listener.stop();
    },
  };
}

/** `now_ms` is in every row; the rest is null in the one that comes when nothing changed. */
type ChangedRow = { now_ms: number; organization_id: string | null; revision: string | null };

class Poll {
  confirmedAt = Number.NEGATIVE_INFINITY;
  readonly #options: WatchOptions;
  #seen = new Map<string, string>();
  /** From this process's monotonic clock to the database's. */
  #clockOffsetMs: number | undefined;
  #asking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #up = true;
  #stopped = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  databaseNow(): number | undefined {
    return this.#clockOffsetMs === undefined ? undefined : performance.now() + this.#clockOffsetMs;
  }

  confirm(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  start(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      void this.confirm()
        .catch(() => {})
        .then(() => this.start());
    }, this.#options.pollMs);
    this.#timer.unref();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    // Taken before asking: what is committed after this moment may be missing from the answer.
    const askedAt = performance.now();
    try {
      const rows = await ask<ChangedRow>(this.#options.pool, { name: "changed", text: changedText }, this.#options.deadlineMs);
      // The database read its clock somewhere between question and answer.
      if (rows[0] !== undefined) this.#clockOffsetMs = rows[0].now_ms - (askedAt + performance.now()) / 2;
      this.#report(rows, askedAt);
      this.confirmedAt = askedAt;
      this.#tell(true);
    } catch (error) {
      const failure = error instanceof StoreUnavailable ? error : new StoreUnavailable(error);
      this.#tell(false, failure);
      throw failure;
    }
  }

  #report(rows: readonly ChangedRow[], askedAt: number): void {
    const { onChange } = this.#options;
    // The answer reaches back a limited span; whoever was away for longer may have missed a change.
    if (askedAt - this.confirmedAt > gapMsMax) onChange(undefined);
    const seen = new Map<string, string>();
    for (const { organization_id: id, revision } of rows) {
      if (id === null || revision === null) continue;
      seen.set(id, revision);
      if (this.#seen.get(id) !== revision) onChange(id);
    }
    this.#seen = seen;
  }

  #tell(up: boolean, cause?: StoreUnavailable): void {
    if (up === this.#up || this.#stopped) return;
    this.#up = up;
    this.#options.onState(up, cause);
  }
}

class Listener {
  readonly #options: WatchOptions;
  #end: (() => Promise<void>) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { url, pool, deadlineMs, onChange, onSessionEnded, onSessionsUsed } = this.#options;
    const told = (payload: string, from: string) => {
      const [organizationId, requestId] = payload.split(" ");
      if (from === approvalChannel) return void (requestId && this.#options.onApproval?.(organizationId!, requestId));
      const [, tag, issuedAt] = endedForm.exec(payload) ?? [];
      if (payload.startsWith(cancelledPrefix))
        for (const mark of payload.slice(cancelledPrefix.length).split(" ")) this.#options.onCallCancelled?.(mark);
      else if (payload.startsWith(usedPrefix)) onSessionsUsed?.(payload.slice(usedPrefix.length).split(" "));
      // The operator's switch is everybody's.
      else if (tag === undefined) onChange(payload === "installation" ? undefined : payload);
      else onSessionEnded?.({ tag, issuedAt: Number(issuedAt) });
    };
    try {
      const end = await listen(url, [channel, approvalChannel], told, () => this.#again());
      if (this.#stopped) return await end();
      this.#end = end;
      // After listening has begun, so that none falls between.
      if (onSessionEnded !== undefined) for (const session of await endedBefore(pool, deadlineMs)) onSessionEnded(session);
    } catch {
      this.#again();
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#end?.().catch(() => {});
  }

  #again(): void {
    this.#end = undefined;
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.start(), listenAgainMs);
    this.#timer.unref();
  }
}

const changedText = `
  SELECT (extract(epoch FROM portcullis.now()) * 1000)::float8 AS now_ms, c.organization_id, c.revision::text AS revision
  FROM (VALUES (1)) AS one LEFT JOIN portcullis.changed_organizations() c ON true`;
/** Everything that replicas are told of at once: an organization's id, a session that ended, or some that are used. */
const channel = "portcullis_change";
/** Notified by the approvals' own tables: organization and request. */
const approvalChannel = "portcullis_approval";
const endedForm = /^ended (\S{1,64}) (\d{1,15})$/;

const cancelledPrefix = "cancelled ";

/** The question that tells every replica of a call that its client takes back. */
export const tellCancelled = (marks: readonly string[]) => ({
  name: "call_cancelled",
  text: "SELECT pg_notify($1, $2)",
  values: [channel, `${cancelledPrefix}${marks.join(" ")}`],
});
/** A notice has at most 8,000 bytes, and a mark 43. */
export const cancelledPerNoticeMax = 150;

const usedPrefix = "used ";

/** The question that tells every replica of sessions that are used, at most `usedPerNoticeMax` of them. */
export const tellUsed = (tags: readonly string[]) => ({
  name: "sessions_used",
  text: "SELECT pg_notify($1, $2)",
  values: [channel, `${usedPrefix}${tags.join(" ")}`],
});
/** A notice has at most 8,000 bytes, and a tag 22. */
export const usedPerNoticeMax = 300;

/** The question that tells every replica of an ended session. */
export const tellEnded = (session: EndedSession) => tellEndedOn(session, channel);

const gapMsMax = 10_000;
const listenAgainMs = 500;
