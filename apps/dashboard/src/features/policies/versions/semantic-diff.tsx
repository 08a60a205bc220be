"use client";

import { diff, parsePolicy, type ToolFacts } from "@portcullis/policy";
import { ArrowRight } from "lucide-react";
import { useMemo } from "react";
import { Badge } from "../../../ui/badge.tsx";
import { reasonInWords } from "../../activity/words.ts";
import { StateBadge } from "../../inventory/state-badge.tsx";
import { effectivePolicy } from "../tools/effective-tools.ts";
import { changedCalls } from "./changed-calls.ts";

/** What two documents mean, held against each other by the engine: tools that change, and calls that tell the two apart. */
export function SemanticDiff({ before, after, tools }: { before: string; after: string; tools: readonly ToolFacts[] }) {
  const changes = useMemo(() => compared(before, after, tools), [before, after, tools]);
  if (changes === null)
    return (
      <p className="text-ink-muted text-sm">One of the two does not compile against today's tools, so their meaning cannot be compared.</p>
    );
  const { states, calls, listed } = changes;
  if (states.length + calls.length === 0)
    return <p className="rounded-md border bg-sunken px-3 py-2 text-ink-muted text-sm">The two mean the same for every tool of today.</p>;
  return (
    <div className="grid gap-3">
      <p className="text-sm">
        {states.length} {states.length === 1 ? "tool changes" : "tools change"}; {listed}{" "}
        {listed === 1 ? "appears or vanishes" : "appear or vanish"} in lists.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must take focus, or a keyboard could not scroll it */}
      <section tabIndex={0} aria-label="Changes by meaning" className="max-h-96 overflow-auto rounded-md border bg-surface">
        <ul className="divide-y">
          {states.map(({ name, was, is }) => (
            <li key={name} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-3 py-1.5">
              <code className="min-w-0 break-all font-mono text-xs">{name}</code>
              <span className="flex items-center gap-1.5">
                <StateBadge state={was} />
                <ArrowRight className="size-3.5 text-ink-muted" aria-label="becomes" />
                <StateBadge state={is} />
              </span>
            </li>
          ))}
          {calls.map(({ key, name, args, was, is }) => (
            <li key={key} className="grid gap-1 px-3 py-1.5">
              <span className="flex flex-wrap items-center gap-2">
                <code className="min-w-0 break-all font-mono text-xs">{name}</code>
                <Badge>a call with</Badge>
                <code className="min-w-0 break-all font-mono text-ink-muted text-xs">{args}</code>
              </span>
              <span className="text-ink-muted text-xs">
                {reasonInWords(was)} → {reasonInWords(is)}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function compared(before: string, after: string, tools: readonly ToolFacts[]) {
  const [a, b] = [parsePolicy(before), parsePolicy(after)];
  if (!a.ok || !b.ok) return null;
  try {
    const [was, is] = [effectivePolicy(before, tools), effectivePolicy(after, tools)];
    if (!was || !is) return null;
    const states = is.tools.flatMap(({ name, state }, index) => {
      const old = was.tools[index]?.state;
      return old !== undefined && old !== state ? [{ name, was: old, is: state }] : [];
    });
    const { calls, listed } = diff(a.policy, b.policy, tools);
    const known = new Set(states.map(({ name }) => name));
    return { states, listed: listed.length, calls: changedCalls(calls.filter(({ call }) => !known.has(call.name))) };
  } catch {
    return null;
  }
}
