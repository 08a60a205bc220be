"use client";

import { useQuery } from "@tanstack/react-query";
import { ChartColumn, GitCompareArrows, Pause, Play } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { type RefObject, useCallback, useMemo, useRef, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { ActivityCharts } from "./charts/activity-charts.tsx";
import { DecisionPanel } from "./decision-panel.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { type Filters, isFiltered, readFilters, writeFilters } from "./filters.ts";
import { KeyHelp } from "./key-help.tsx";
import { LogTable } from "./log-table.tsx";
import { NoActivity } from "./no-activity.tsx";
import { ObservedNotice } from "./observed-notice.tsx";
import { type LiveLog, type Liveness, useLog } from "./use-log.ts";
import { useLogKeys } from "./use-log-keys.ts";
import { usePreference } from "./use-preference.ts";
import { SavedViews } from "./views/saved-views.tsx";

/** Every call as it happens. Filters and the opened decision stand in the URL. */
export function ActivityPage() {
  const { slug } = useOrganization();
  const [address, setAddress] = useAddress();
  const opened = new URLSearchParams(address).get("decision");
  const written = writeFilters(readFilters(new URLSearchParams(address)));
  const filters = useMemo(() => readFilters(new URLSearchParams(written)), [written]);
  const [live, setLive] = useState(true);
  const [charts, setCharts] = usePreference("activity.charts", true);
  const [keys, setKeys] = usePreference("keys", true);
  const search = useRef<HTMLInputElement>(null);

  const show = useCallback(
    (next: Filters, decision: string | null) => {
      const address = new URLSearchParams(writeFilters(next));
      if (decision) address.set("decision", decision);
      setAddress(address.toString());
    },
    [setAddress],
  );
  const onFilters = useCallback((next: Filters) => show(next, null), [show]);
  const onOpen = useCallback((id: string) => show(filters, id), [show, filters]);

  return (
    <>
      <PageHeader
        title="Activity"
        description="Every call your agents make, allowed or refused, newest first."
        actions={
          <>
            <KeyHelp enabled={keys} onChange={setKeys} />
            <Button variant="ghost" asChild>
              <Link href={`/o/${slug}/activity/shadow`}>
                <GitCompareArrows aria-hidden /> <span className="max-sm:sr-only">Shadow</span>
              </Link>
            </Button>
            <Button variant="ghost" aria-pressed={charts} onClick={() => setCharts(!charts)}>
              <ChartColumn aria-hidden /> <span className="max-sm:sr-only">Charts</span>
            </Button>
            <SavedViews filters={filters} onChoose={onFilters} />
            <Button onClick={() => setLive(!live)}>
              {live ? <Pause aria-hidden /> : <Play aria-hidden />}
              {live ? "Pause" : "Resume"}
            </Button>
          </>
        }
      />
      <div className="grid gap-4">
        <ObservedNotice />
        {charts ? <ActivityCharts filters={filters} /> : null}
        <FilterBar filters={filters} onChange={onFilters} searchRef={search} />
        {/* The log starts anew for other filters: rows of the old ones have no place in it. */}
        <LiveTable key={written} {...{ filters, live, keys, search, opened, onFilters, onOpen }} />
      </div>
      {opened ? <DecisionPanel id={opened} onClose={() => show(filters, null)} /> : null}
    </>
  );
}

/**
 * The query of the URL, and how to change it. What a person chooses is there at once: two choices in quick succession must not be made on
 * the same old filters, and nothing of it is the server's business.
 */
function useAddress(): [string, (next: string) => void] {
  const current = useSearchParams().toString();
  const [seen, setSeen] = useState(current);
  const [address, setAddress] = useState(current);
  if (current !== seen) {
    setSeen(current);
    setAddress(current);
  }
  const change = useCallback((next: string) => {
    setAddress(next);
    window.history.replaceState(null, "", next ? `?${next}` : window.location.pathname);
  }, []);
  return [address, change];
}

interface LiveTableProps {
  filters: Filters;
  live: boolean;
  keys: boolean;
  search: RefObject<HTMLInputElement | null>;
  opened: string | null;
  onFilters: (filters: Filters) => void;
  onOpen: (id: string) => void;
}

function LiveTable({ filters, live, keys, search, opened, onFilters, onOpen }: LiveTableProps) {
  const { log, state, problem, retry, loadOlder, searchedTo } = useLog(filters, live);
  const servers = useQuery(useTRPC().server.list.queryOptions());
  const serverNames = useMemo(() => new Map((servers.data ?? []).map(({ slug, name }) => [slug, name])), [servers.data]);
  const ids = useMemo(() => (log?.rows ?? []).map(({ id }) => id), [log]);
  useLogKeys({ enabled: keys, search, ids, opened, onOpen });
  return (
    <div className="grid gap-3">
      <LiveSign state={state} />
      {problem ? (
        <Callout
          tone="error"
          title={problem}
          actions={
            log ? null : (
              <Button size="sm" onClick={retry}>
                Try again
              </Button>
            )
          }
        >
          {log ? "The log below may be behind. It is tried again every second." : null}
        </Callout>
      ) : null}
      {log === undefined && problem === null ? <SkeletonRows rows={8} /> : null}
      {log && log.rows.length > 0 ? <LogTable rows={log.rows} serverNames={serverNames} onOpen={onOpen} /> : null}
      {log && log.rows.length === 0 && log.next === null ? (
        <NoActivity
          filtered={isFiltered(filters)}
          callsOnly={!filters.all}
          onClear={() => onFilters({ all: filters.all })}
          onAll={() => onFilters({ ...filters, all: "1" })}
        />
      ) : null}
      {log?.next ? <Older loadOlder={loadOlder} searchedTo={searchedTo} /> : null}
    </div>
  );
}

function Older({ loadOlder, searchedTo }: Pick<LiveLog, "loadOlder" | "searchedTo">) {
  const [loading, setLoading] = useState(false);
  const older = async () => {
    setLoading(true);
    await loadOlder();
    setLoading(false);
  };
  return (
    <div className="grid justify-items-center gap-2 text-center">
      {searchedTo ? (
        <p className="text-ink-muted text-sm" role="status">
          Looked back to {searchedTo.toLocaleString("en", { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" })}. There are older
          calls.
        </p>
      ) : null}
      <Button loading={loading} onClick={() => void older()}>
        {searchedTo ? "Look further back" : "Load older"}
      </Button>
    </div>
  );
}

const signs: Record<Liveness, { words: string; className: string }> = {
  connecting: { words: "Connecting", className: "bg-line-control" },
  live: { words: "Live", className: "animate-pulse bg-ok" },
  polling: { words: "Live, every second", className: "animate-pulse bg-ok" },
  paused: { words: "Paused", className: "bg-line-control" },
  "not reached": { words: "Not reached", className: "bg-deny-fill" },
};

function LiveSign({ state }: { state: Liveness }) {
  const { words, className } = signs[state];
  return (
    <span role="status" className="inline-flex items-center gap-1.5 justify-self-start text-ink-muted text-xs">
      <span className={`size-2 rounded-full ${className}`} aria-hidden />
      {words}
    </span>
  );
}
