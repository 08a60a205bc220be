"use client";

import { useQuery } from "@tanstack/react-query";
import { type Dispatch, type KeyboardEvent, type SetStateAction, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { cn } from "../../ui/class-names.ts";
import type { BuilderTool } from "./builder/builder-context.tsx";
import { LazyPolicyBuilder } from "./builder/lazy-policy-builder.tsx";
import { ConflictNotice } from "./draft/conflict-notice.tsx";
import type { Draft } from "./draft/use-draft.ts";
import { LazyPolicyEditor } from "./editor/lazy-policy-editor.tsx";
import type { findingsIn } from "./findings.ts";
import { FormatButton } from "./format-button.tsx";
import type { PolicyDetail } from "./policy.ts";
import { type EffectivePolicy, effectivePolicy } from "./tools/effective-tools.ts";
import { usePane, ViewSwitch } from "./view-switch.tsx";

export interface DocumentTabProps {
  policy: PolicyDetail;
  draft: Draft;
  editable: boolean;
  judged: string;
  findings: ReturnType<typeof findingsIn>;
  /** The rule that decided the simulated call, as a pointer. */
  decidedBy: string | undefined;
  reveal: Reveal | undefined;
  onReveal: Dispatch<SetStateAction<Reveal | undefined>>;
}

/** A place to go to, in both panes; a new `serial` goes there again. */
export type Reveal = { pointer: string; serial: number };

/** Builder and text side by side, or one of them. Both edit the one text, with one history. */
export function DocumentTab({ policy, draft, editable, judged, findings, decidedBy, reveal, onReveal }: DocumentTabProps) {
  // A document of usual size is judged in the very frame that shows the letter; a larger one when there is time, as its findings are.
  const { effective, stale } = useLastGood(draft.text.length <= promptLengthMax ? draft.text : judged, policy);
  const { text, edit, undo, redo } = draft;
  const typed = useMemo(() => ({ text, edit, undo, redo }), [text, edit, undo, redo]);
  const [pane, setPane] = usePane();
  const tools = useTools(policy);
  const showInText = useCallback(
    (pointer: string) => {
      setPane((now) => (now === "builder" ? "split" : now));
      onReveal((before) => ({ pointer, serial: (before?.serial ?? 0) + 1 }));
    },
    [setPane, onReveal],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const step = key === "z" ? (event.shiftKey ? draft.redo : draft.undo) : key === "y" ? draft.redo : undefined;
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (editable) step?.();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of both panes come by here; nothing here is a control
    <div className="grid gap-4" onKeyDown={onKeyDown}>
      <ConflictNotice policyId={policy.id} draft={draft} />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <ViewSwitch value={pane} onChange={setPane} />
        {pane === "builder" || !editable ? null : <FormatButton text={draft.text} onFormat={draft.edit} />}
      </div>
      <div className={cn("grid items-start gap-4", pane === "split" && "lg:grid-cols-2")}>
        {pane === "json" ? null : (
          <div className="min-w-0">
            <LazyPolicyBuilder
              draft={typed}
              editable={editable}
              tools={tools}
              effective={effective}
              stale={stale}
              decidedBy={decidedBy}
              reveal={reveal}
              showInText={showInText}
            />
          </div>
        )}
        {pane === "builder" ? null : (
          <div className="grid min-w-0 gap-2">
            <LazyPolicyEditor
              value={draft.text}
              onChange={editable ? (text) => draft.edit(text, "text") : undefined}
              findings={findings}
              findingsFor={judged}
              reveal={reveal}
              decidedBy={decidedBy}
            />
            <p className="text-ink-muted text-xs">
              The language as{" "}
              <a href="/schemas/policy-v1.json" className="text-accent-ink underline underline-offset-2">
                JSON Schema
              </a>
              , for editors and scripts of your own.
            </p>
          </div>
        )}
      </div>
    </div>
  );
}

/** The facts that decide, with what the server says about each tool for people. */
function useTools(policy: PolicyDetail): readonly BuilderTool[] {
  const server = useQuery(useTRPC().server.get.queryOptions({ slug: policy.server.slug }));
  return useMemo(() => {
    const said = new Map(server.data?.tools.map((tool) => [tool.name, tool]));
    return policy.tools.map((tool) => ({ ...tool, title: said.get(tool.name)?.title, description: said.get(tool.name)?.description }));
  }, [policy.tools, server.data]);
}

const promptLengthMax = 60_000;

const nothing: EffectivePolicy = { observing: false, tools: [] };

/** While the person types, the text is broken most of the time; the panel keeps the last answer there was. */
function useLastGood(text: string, policy: PolicyDetail): { effective: EffectivePolicy; stale: boolean } {
  const now = useMemo(() => effectivePolicy(text, policy.tools), [text, policy.tools]);
  const [fallback] = useState(() => (policy.document === null ? null : effectivePolicy(policy.document, policy.tools)));
  const last = useRef(fallback);
  useEffect(() => {
    if (now) last.current = now;
  }, [now]);
  return { effective: now ?? last.current ?? nothing, stale: now === null };
}
