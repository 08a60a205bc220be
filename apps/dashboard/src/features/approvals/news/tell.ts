/** What a follower is told: requests that something has happened to (null: look at all), nothing for a while, or that it is over. */
export type NewsEvent = { kind: "changed"; ids: string[] | null } | { kind: "quiet" } | { kind: "end" };

export type TellOptions = {
  /** Tells of each request; null: something may have been missed. Returns how to stop. */
  watch: (onChange: (requestId: string | null) => void) => () => void;
  /** Is the session still there, and its person still a member? */
  allowed: () => Promise<boolean>;
  /** Resolves after so long, or when the signal is given. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
  gone: AbortSignal;
  now: () => number;
};

const quietMs = 15_000;
/** What happens together is told together: a flood of requests is one line. */
const gatherMs = 100;
const idsMax = 20;
const streamMsMax = 30 * 60_000;

/** News of an organization's approvals for one follower. Whoever has lost session or membership is told nothing more. */
export async function* tell({ watch, allowed, pause, gone, now }: TellOptions): AsyncGenerator<NewsEvent> {
  const started = now();
  let news: Set<string> | null | undefined;
  let wake = new AbortController();
  const stop = watch((id) => {
    if (id === null || (news?.size ?? 0) >= idsMax) news = null;
    else if (news !== null) news = (news ?? new Set()).add(id);
    wake.abort();
  });
  const onGone = () => wake.abort();
  gone.addEventListener("abort", onGone);
  try {
    while (!gone.aborted && now() - started < streamMsMax) {
      if (news === undefined) await pause(quietMs, wake.signal);
      if (gone.aborted) return;
      if (news !== undefined) await pause(gatherMs, gone);
      if (!(await allowed())) return yield { kind: "end" };
      const told = news;
      news = undefined;
      wake = new AbortController();
      yield told === undefined ? { kind: "quiet" } : { kind: "changed", ids: told && [...told] };
    }
  } finally {
    gone.removeEventListener("abort", onGone);
    stop();
  }
}
