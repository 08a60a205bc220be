import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTRPC, useTRPCClient } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { useOrganization } from "../shell/organization-context.tsx";
import type { Decision } from "./decision.ts";
import { asInput, type Filters, writeFilters } from "./filters.ts";
import { boundBefore, type Log, pageSize, timeOf, withNewer, withOlder } from "./merge.ts";
import { openStream } from "./stream/open-stream.ts";

const pollMs = 1_000;
const pollLimit = 200;
/** Further back than any order in which gateways write, and than most calls take. */
const lookBackMs = 30_000;
/** Pages of 50,000 decisions that one press of the button looks through for a filter that matches little. */
const searchesMax = 4;

export type Liveness = "connecting" | "live" | "polling" | "paused" | "not reached";
export type LiveLog = {
  /** Undefined until the first page is there. */
  log: Log<Decision> | undefined;
  state: Liveness;
  problem: string | null;
  retry: () => void;
  loadOlder: () => Promise<void>;
  /** Down to when the log was looked through for older rows; null while the rows themselves say it. */
  searchedTo: Date | null;
};

/** The newest rows and what happens after them: told by the server as it happens, asked for every second where that cannot be had. */
export function useLog(filters: Filters, live: boolean): LiveLog {
  const { slug } = useOrganization();
  const client = useTRPCClient();
  const [input] = useState(() => asInput(filters, new Date()));
  const first = useQuery({
    ...useTRPC().decision.search.queryOptions({ ...input, limit: pageSize }),
    refetchOnWindowFocus: false,
    staleTime: 0,
    gcTime: 0,
  });
  const start = useMemo(() => (first.data ? { rows: first.data.decisions, next: first.data.next } : undefined), [first.data]);
  const [grown, setGrown] = useState<Log<Decision> | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [state, setState] = useState<Liveness>("connecting");
  const [searchedTo, setSearchedTo] = useState<Date | null>(null);
  const log = grown ?? start;
  const newest = useRef<string | undefined>(undefined);
  newest.current = log?.rows[0]?.id;
  // The first page may be read again; whoever follows the log need not begin anew for that.
  const begun = useRef(start);
  begun.current = start;
  const ready = start !== undefined;
  const { refetch } = first;

  useEffect(() => {
    if (!live || !ready) return;
    const add = (rows: readonly Decision[]) => setGrown((known) => withNewer(known ?? begun.current ?? nothing, rows));
    const reload = async () => {
      await refetch();
      setGrown(null);
    };
    const poll = async () => {
      const after = newest.current && boundBefore(newest.current, lookBackMs);
      const page = await client.decision.search.query({ ...input, limit: pollLimit, after });
      if (page.decisions.length >= pollLimit) await reload();
      else add(page.decisions);
      setProblem(null);
      setState("polling");
    };
    const failed = (error: unknown) => {
      setProblem(describeError(error).message);
      setState("not reached");
    };
    return whileVisible(() => {
      let stopPolling: (() => void) | undefined;
      const stopStream = openStream(slug, writeFilters(filters), newest.current, {
        onRows: add,
        onReload: () => void reload().catch(failed),
        onOpen: () => {
          setProblem(null);
          setState("live");
        },
        onGone: () => {
          stopPolling = again(poll, failed);
        },
      });
      return () => {
        stopStream();
        stopPolling?.();
      };
    });
  }, [live, ready, client, filters, input, slug, refetch]);

  const loadOlder = useCallback(async () => {
    if (!log?.next) return;
    let next: string | null = log.next;
    try {
      for (let searches = 0; next !== null && searches < searchesMax; searches++) {
        const page: { decisions: Decision[]; next: string | null } = await client.decision.search.query({
          ...input,
          limit: pageSize,
          before: next,
        });
        next = page.next;
        setGrown((known) => withOlder(known ?? log, page.decisions, page.next));
        setSearchedTo(next !== null && page.decisions.length < pageSize ? timeOf(next) : null);
        if (page.decisions.length > 0) break;
      }
      setProblem(null);
    } catch (error) {
      setProblem(describeError(error).message);
    }
  }, [client, input, log]);

  return {
    log,
    state: live ? state : "paused",
    problem: first.error && !log ? describeError(first.error).message : problem,
    retry: () => void first.refetch(),
    loadOlder,
    searchedTo: searchedTo ?? (log && log.rows.length < pageSize && log.next ? timeOf(log.next) : null),
  };
}

const nothing: Log<Decision> = { rows: [], next: null };

/** Runs something while the tab is in front: a page that nobody sees holds no connection. */
function whileVisible(run: () => () => void): () => void {
  let stop: (() => void) | undefined;
  const changed = () => {
    stop?.();
    stop = document.visibilityState === "visible" ? run() : undefined;
  };
  changed();
  document.addEventListener("visibilitychange", changed);
  return () => {
    document.removeEventListener("visibilitychange", changed);
    stop?.();
  };
}

/** Runs `poll` at once and a second after each end. Returns how to stop it. */
function again(poll: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = async () => {
    await poll().catch(onError);
    if (!stopped) timer = setTimeout(() => void run(), pollMs);
  };
  void run();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
