"use client";

import { Pause, Play } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useMemo, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { DecisionPanel } from "./decision-panel.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { type Filters, isFiltered, readFilters, writeFilters } from "./filters.ts";
import { LogTable } from "./log-table.tsx";
import { NoActivity } from "./no-activity.tsx";
import { useLog } from "./use-log.ts";

/** Every call as it happens. Filters and the opened decision stand in the URL. */
export function ActivityPage() {
  const { slug } = useOrganization();
  const router = useRouter();
  const query = useSearchParams();
  const written = writeFilters(readFilters(query));
  const filters = useMemo(() => readFilters(new URLSearchParams(written)), [written]);
  const opened = query.get("decision");

  const show = (next: Filters, decision: string | null) => {
    const search = new URLSearchParams(writeFilters(next));
    if (decision) search.set("decision", decision);
    router.replace(`/o/${slug}/activity${search.size > 0 ? `?${search}` : ""}`, { scroll: false });
  };

  return (
    <>
      {/* The log starts anew for other filters: rows of the old ones have no place in it. */}
      <LiveTable key={written} filters={filters} onFilters={(next) => show(next, null)} onOpen={(id) => show(filters, id)} />
      {opened ? <DecisionPanel id={opened} onClose={() => show(filters, null)} /> : null}
    </>
  );
}

interface LiveTableProps {
  filters: Filters;
  onFilters: (filters: Filters) => void;
  onOpen: (id: string) => void;
}

function LiveTable({ filters, onFilters, onOpen }: LiveTableProps) {
  const [live, setLive] = useState(true);
  const { log, problem, retry, loadOlder } = useLog(filters, live);
  const [loading, setLoading] = useState(false);
  const older = async () => {
    setLoading(true);
    await loadOlder();
    setLoading(false);
  };
  return (
    <>
      <PageHeader
        title="Activity"
        description="Every call your agents make, allowed or refused, newest first."
        actions={
          <>
            <LiveSign state={problem !== null ? "Not reached" : live ? "Live" : "Paused"} />
            <Button onClick={() => setLive(!live)}>
              {live ? <Pause aria-hidden /> : <Play aria-hidden />}
              {live ? "Pause" : "Resume"}
            </Button>
          </>
        }
      />
      <div className="grid gap-4">
        <FilterBar filters={filters} onChange={onFilters} />
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
        {log && log.rows.length > 0 ? <LogTable rows={log.rows} onOpen={onOpen} /> : null}
        {log && log.rows.length === 0 ? <NoActivity filtered={isFiltered(filters)} onClear={() => onFilters({})} /> : null}
        {log?.hasOlder ? (
          <div className="flex justify-center">
            <Button loading={loading} onClick={() => void older()}>
              Load older
            </Button>
          </div>
        ) : null}
      </div>
    </>
  );
}

function LiveSign({ state }: { state: "Live" | "Paused" | "Not reached" }) {
  return (
    <span role="status" className="inline-flex items-center gap-1.5 text-ink-muted text-xs">
      <span className={`size-2 rounded-full ${state === "Live" ? "animate-pulse bg-ok" : "bg-line-control"}`} aria-hidden />
      {state}
    </span>
  );
}
