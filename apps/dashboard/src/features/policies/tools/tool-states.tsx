"use client";

import { Eye, Search } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { Badge, type BadgeTone } from "../../../ui/badge.tsx";
import { Card } from "../../../ui/card.tsx";
import { cn } from "../../../ui/class-names.ts";
import { Input } from "../../../ui/input.tsx";
import { countStates, type EffectivePolicy, type EffectiveTool, type ToolState, toolStates } from "./effective-tools.ts";

const looks: Record<ToolState, { label: string; tone: BadgeTone }> = {
  allowed: { label: "Allowed", tone: "ok" },
  limited: { label: "Limited", tone: "warn" },
  conditional: { label: "Conditional", tone: "hide" },
  approval: { label: "Needs approval", tone: "accent" },
  denied: { label: "Denied", tone: "deny" },
  hidden: { label: "Hidden", tone: "neutral" },
};

/** What the document in the editor means for every tool of the server, as the engine answers. */
export function ToolStates({ policy: { tools, observing }, stale }: { policy: EffectivePolicy; stale: boolean }) {
  const [search, setSearch] = useState("");
  const [only, setOnly] = useState<ToolState | null>(null);
  const counts = useMemo(() => countStates(tools), [tools]);
  const wanted = useDeferredValue(search.trim().toLowerCase());
  // What the document names is what it is about; the rest follows in the server's order.
  const ordered = useMemo(() => tools.toSorted((a, b) => Number(isNamed(b)) - Number(isNamed(a))), [tools]);
  const shown = ordered.filter((tool) => (only === null || tool.state === only) && tool.name.toLowerCase().includes(wanted));

  return (
    <Card aria-label="Effective tools" className="flex min-h-0 flex-col">
      <div className="grid gap-3 border-b p-3">
        <h2 className="font-semibold text-[0.9375rem]">What it means for each tool</h2>
        {observing ? (
          <p className="flex items-start gap-2 rounded-md bg-warn-soft px-2.5 py-2 text-warn text-xs">
            <Eye className="mt-px size-4 shrink-0" aria-hidden />
            <span>
              <strong className="font-semibold">Observing: nothing is blocked.</strong> These are the answers that enforcing would give.
              Only hidden tools stay hidden.
            </span>
          </p>
        ) : null}
        <fieldset className="flex flex-wrap gap-1.5">
          <legend className="sr-only">Show only</legend>
          {toolStates
            .filter((state) => counts[state] > 0)
            .map((state) => (
              <button
                key={state}
                type="button"
                aria-pressed={only === state}
                onClick={() => setOnly(only === state ? null : state)}
                className={cn("rounded-md border px-2 py-0.5 text-xs hover:bg-hover", only === state && "border-accent bg-accent-soft")}
              >
                {looks[state].label} <span className="font-mono text-ink-muted">{counts[state]}</span>
              </button>
            ))}
        </fieldset>
        <div className="relative">
          <Search className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-muted" aria-hidden />
          <Input
            aria-label="Search tools"
            placeholder="Search tools"
            className="pl-8"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
        {stale ? <p className="text-warn text-xs">The document has errors. These are the states of the last text without one.</p> : null}
      </div>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must take focus, or a keyboard could not scroll it
        tabIndex={0}
        aria-label="Tools"
        className="max-h-[32rem] min-h-0 overflow-y-auto focus-visible:outline-offset-[-2px] xl:max-h-[52rem]"
      >
        <ul className="divide-y">
          {shown.map((tool) => (
            <ToolRow key={tool.name} tool={tool} />
          ))}
        </ul>
      </section>
      {shown.length === 0 ? <p className="p-4 text-center text-ink-muted text-sm">{emptySentence(tools.length)}</p> : null}
    </Card>
  );
}

function ToolRow({ tool }: { tool: EffectiveTool }) {
  const { label, tone } = looks[tool.state];
  const unlisted = tool.state === "denied" && !tool.listed;
  const sentences = [...tool.conditions.map(({ sentence }) => sentence), ...tool.limits.map(limitSentence)];
  return (
    <li className="grid gap-1 px-3 py-1.5">
      <div className="flex items-start justify-between gap-2">
        <code className="min-w-0 break-all font-mono text-xs leading-5">{tool.name}</code>
        <Badge tone={tone}>{label}</Badge>
      </div>
      {tool.conditions.length > 0 ? <p className="sr-only">Depends on the call:</p> : null}
      {sentences.length > 0 ? (
        <ul className="grid gap-0.5 break-words text-ink-muted text-xs">
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ) : isNamed(tool) ? (
        <p className="break-words text-ink-muted text-xs">
          {tool.state === "denied" ? `${tool.message} ` : null}
          {tool.rule ? <code className="break-all font-mono">{tool.rule}</code> : null}
          {unlisted ? " · not in the tool list" : null}
        </p>
      ) : null}
    </li>
  );
}

/** Did the document say something about this tool, or does only its default hold? */
const isNamed = (tool: EffectiveTool): boolean => tool.rule !== "/default" || tool.limits.length + tool.conditions.length > 0;

function limitSentence({ max, unit, window, scope }: EffectiveTool["limits"][number]): string {
  const amount = unit === "calls" ? `${max} ${max === "1" ? "call" : "calls"}` : `a total of ${max}`;
  const span = typeof window === "number" ? `in any ${window} seconds` : `each ${window}`;
  const whose = { grant: "per grant", server: "over all grants of the server", organization: "over the whole organization" }[scope];
  return `At most ${amount} ${span}, ${whose}.`;
}

const emptySentence = (all: number): string =>
  all === 0 ? "The server offers no tools." : "No tool matches. Change the search or the filter.";
