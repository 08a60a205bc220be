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
/** Rows of several gateways arrive a little out of the order of their ids. */
const outOfOrderMs = 5_000;
/** A row is written when its call ends, under an id from when it began. */
const slowestCallMs = 150_000;

const firstPage = (rows: readonly Decision[]): Log<Decision> => ({ rows, hasOlder: rows.length >= pageSize });

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
  const start = first.data ? firstPage(first.data) : undefined;
  const log = grown ?? start;
  const ready = start !== undefined;

  useEffect(() => {
    if (!live || !ready) return;
    let newest = first.data?.[0]?.id;
    let count = 0;
    const list = async (after?: string) => {
      const page = await client.decision.list.query({ ...asInput(filters), limit: pollLimit, after });
      if (page[0] && (newest === undefined || page[0].id > newest)) newest = page[0].id;
      setGrown((known) => withNewer(known ?? firstPage(first.data ?? []), page, pollLimit));
      return page.length;
    };
    const poll = async () => {
      const lookBackMs = count++ % 15 === 0 ? slowestCallMs : outOfOrderMs;
      const read = await list(newest === undefined ? undefined : boundBefore(newest, lookBackMs));
      // What follows a bound comes oldest first, so a full page may end before the newest rows.
      if (read >= pollLimit) await list();
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
