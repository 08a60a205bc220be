"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { useTRPC, useTRPCClient } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import type { Decision } from "./decision.ts";
import { asInput, type Filters } from "./filters.ts";
import { boundBefore, type Log, pageSize, withNewer, withOlder } from "./merge.ts";

const pollMs = 1_000;
const pollLimit = 200;

export type LiveLog = {
  /** Undefined until the first page is there. */
  log: Log<Decision> | undefined;
  problem: string | null;
  retry: () => void;
  loadOlder: () => Promise<void>;
};

/**
 * The newest rows and what happens after them. Polls by keyset while the tab is visible and `live` is true. One poll in
 * fifteen looks back over the longest call there can be, the others over a few seconds.
 */
export function useLog(filters: Filters, live: boolean): LiveLog {
  const client = useTRPCClient();
  const first = useQuery({
    ...useTRPC().decision.list.queryOptions({ ...asInput(filters), limit: pageSize }),
    refetchOnWindowFocus: false,
    staleTime: 0,
    gcTime: 0,
  });
  const [grown, setGrown] = useState<Log<Decision> | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const start = first.data ? { rows: first.data, hasOlder: first.data.length >= pageSize } : undefined;
  const log = grown ?? start;
  const ready = start !== undefined;

  useEffect(() => {
    if (!live || !ready) return;
    let newest: string | undefined;
    let count = 0;
    const poll = async () => {
      const lookBackMs = count++ % 15 === 0 ? 150_000 : 5_000;
      const page = await client.decision.list.query({
        ...asInput(filters),
        limit: pollLimit,
        after: newest === undefined ? undefined : boundBefore(newest, lookBackMs),
      });
      newest = page[0] && (newest === undefined || page[0].id > newest) ? page[0].id : newest;
      setGrown((known) => withNewer(known ?? { rows: first.data ?? [], hasOlder: (first.data?.length ?? 0) >= pageSize }, page, pollLimit));
      setProblem(null);
    };
    return whileVisible(poll, (error) => setProblem(describeError(error).message));
  }, [live, ready, client, filters, first.data]);

  const loadOlder = useCallback(async () => {
    const before = log?.rows.at(-1)?.id;
    if (!log || before === undefined) return;
    try {
      const page = await client.decision.list.query({ ...asInput(filters), limit: pageSize, before });
      setGrown((known) => withOlder(known ?? log, page));
      setProblem(null);
    } catch (error) {
      setProblem(describeError(error).message);
    }
  }, [client, filters, log]);

  return { log, problem: first.error && !log ? describeError(first.error).message : problem, retry: () => void first.refetch(), loadOlder };
}

/** Runs `poll` again and again, a second after it ended, only while the tab is in front. Returns how to stop it. */
function whileVisible(poll: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = async () => {
    clearTimeout(timer);
    if (stopped) return;
    if (document.visibilityState === "visible") await poll().catch(onError);
    if (!stopped) timer = setTimeout(() => void run(), pollMs);
  };
  timer = setTimeout(() => void run(), pollMs);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
