"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import type { Outputs } from "../../trpc/outputs.ts";
import { Badge } from "../../ui/badge.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { formats, records, sizeInWords, words } from "./words.ts";

type Run = Outputs["export"]["list"][number];

/** The last exports, with how far one that runs has come. */
export function ExportRuns() {
  const runs = useQuery({
    ...useTRPC().export.list.queryOptions(),
    // While one runs it is looked at often; another browser may begin one any time.
    refetchInterval: ({ state }) => (state.data?.some((run: Run) => run.state === "running") ? 700 : 5_000),
  });
  return (
    <div className="border-t">
      <h3 className="px-4 pt-3 font-medium text-ink-muted text-xs sm:px-5">{words.export.recent}</h3>
      {runs.data?.length === 0 ? <p className="px-4 pt-1 pb-4 text-ink-muted text-sm sm:px-5">{words.export.none}</p> : null}
      <ul className="divide-y" aria-label={words.export.recent}>
        {runs.data?.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </ul>
    </div>
  );
}

const tones = { running: "accent", done: "ok", stopped: "warn", failed: "deny" } as const;

function RunRow({ run }: { run: Run }) {
  const { state, format, total, written, bytes, startedAt, startedByName } = run;
  const share = total === 0 ? 100 : Math.min(100, Math.round((written / total) * 100));
  return (
    <li className="grid gap-1.5 px-4 py-2.5 text-sm sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="flex min-w-0 flex-wrap items-center gap-x-2">
          <span className="font-medium">{formats[format].label}</span>
          <span className="text-ink-muted tabular-nums">
            {state === "done" ? records(written) : `${written.toLocaleString("en")} of ${records(total)}`} · {sizeInWords(bytes)}
          </span>
        </p>
        <Badge tone={tones[state]}>{words.export.states[state]}</Badge>
      </div>
      {state === "running" ? (
        <progress
          className="h-1.5 w-full overflow-hidden rounded-full [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
          value={share}
          max={100}
          aria-label={`Progress of the ${formats[format].label} export`}
        />
      ) : null}
      <p className="text-ink-muted text-xs">
        {startedByName} · <RelativeTime at={startedAt} />
        {describe(run.filter)}
      </p>
    </li>
  );
}

/** What was asked for, in few words. */
function describe(filter: Record<string, string>): string {
  const { from, to, serverSlug, effect, records: kind } = filter;
  const parts = [
    from || to ? `${from?.slice(0, 10) ?? "the beginning"} to ${to?.slice(0, 10) ?? "now"}` : "",
    kind === "calls" ? "calls" : kind === "changes" ? "changes" : "",
    serverSlug ?? "",
    effect === "deny" ? "denied" : effect === "allow" ? "allowed" : "",
  ];
  return parts
    .filter(Boolean)
    .map((part) => ` · ${part}`)
    .join("");
}
