"use client";

import { CircleHelp, Redo2, Undo2 } from "lucide-react";
import { memo, useMemo, useRef, useState } from "react";
import { Button } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { toast } from "../../../ui/toast.tsx";
import { useStable } from "../../../ui/use-stable.ts";
import type { Draft } from "../draft/use-draft.ts";
import { patchText } from "../editor/patch-text.ts";
import { pointerParts } from "../json-pointer.ts";
import type { EffectivePolicy } from "../tools/effective-tools.ts";
import { type Builder, BuilderProvider, type BuilderTool, type Target } from "./builder-context.tsx";
import { DocumentSettings } from "./document-settings.tsx";
import { AllToolsDetail, EntryDetail } from "./entry-detail.tsx";
import { KeyboardHelp } from "./keyboard-help.tsx";
import { viewOf } from "./model/document-view.ts";
import type { Edit } from "./model/edit.ts";
import { RecommendMenu } from "./recommend-menu.tsx";
import { StateCounts } from "./state-counts.tsx";
import { ToolDetail } from "./tool-detail.tsx";
import { ToolList } from "./tool-list.tsx";

export interface PolicyBuilderProps {
  /** Of the draft, what the builder reads and changes: how far it is saved is not its matter. */
  draft: Pick<Draft, "text" | "edit" | "undo" | "redo">;
  editable: boolean;
  tools: readonly BuilderTool[];
  effective: EffectivePolicy;
  stale: boolean;
  decidedBy: string | undefined;
  /** The place that was asked for last; the builder shows it too. */
  reveal: { pointer: string; serial: number } | undefined;
  showInText: (pointer: string) => void;
}

/** The visual side of a policy: it reads the text and edits the text, and shows what the engine makes of it. */
export default memo(function PolicyBuilder({
  draft,
  editable,
  tools,
  effective,
  stale,
  decidedBy,
  reveal,
  showInText,
}: PolicyBuilderProps) {
  const view = useMemo(() => viewOf(draft.text), [draft.text]);
  const answers = useMemo(() => new Map(effective.tools.map((tool) => [tool.name, tool])), [effective]);
  const [target, setTarget] = useState<Target>(() => (tools[0] ? { kind: "tool", name: tools[0].name } : { kind: "document" }));
  const [shownFor, setShownFor] = useState(0);
  if (reveal && reveal.serial !== shownFor) {
    setShownFor(reveal.serial);
    setTarget(targetAt(reveal.pointer, tools));
  }
  const [helping, setHelping] = useState(false);
  const detail = useRef<HTMLElement>(null);
  // Edits are carried out on the text of the latest render; the form has no state of its own that could be older.
  const { text, edit } = draft;
  const apply = useStable((operations: Edit, group?: string) => {
    if (operations.length === 0) return;
    const patched = patchText(text, operations);
    if (patched === null)
      toast("The text does not take this change", { description: "Look at the JSON; something there is in its place.", tone: "error" });
    else edit(patched, group);
  });
  const builder = useMemo<Builder | null>(
    () => view && { view, tools, effective: answers, stale, editable, apply, target, show: setTarget, decidedBy, showInText },
    [view, tools, answers, stale, editable, apply, target, decidedBy, showInText],
  );

  return (
    <div className="@container grid gap-3">
      <div className="flex flex-wrap items-center gap-1.5">
        <StateCounts tools={effective.tools} />
        <span className="ml-auto flex items-center gap-1">
          {editable ? (
            <>
              <RecommendMenu tools={tools} onChoose={(document) => edit(document)} />
              <Button size="icon-sm" variant="ghost" aria-label="Undo" disabled={!draft.undo} onClick={draft.undo}>
                <Undo2 aria-hidden />
              </Button>
              <Button size="icon-sm" variant="ghost" aria-label="Redo" disabled={!draft.redo} onClick={draft.redo}>
                <Redo2 aria-hidden />
              </Button>
            </>
          ) : null}
          <Button size="icon-sm" variant="ghost" aria-label="Keys of the builder" onClick={() => setHelping(true)}>
            <CircleHelp aria-hidden />
          </Button>
        </span>
      </div>
      {effective.observing ? (
        <Callout tone="warn" title="Observing: nothing is blocked.">
          The states below are the answers that enforcing would give. Only hidden tools stay hidden.
        </Callout>
      ) : null}
      {builder ? (
        <BuilderProvider value={builder}>
          <div className="grid items-start gap-3 @3xl:grid-cols-[minmax(0,22rem)_minmax(0,1fr)]">
            <ToolList onHelp={() => setHelping(true)} onOpen={() => detail.current?.focus()} />
            <section
              ref={detail}
              tabIndex={-1}
              aria-label="Rules"
              className="@container min-w-0 rounded-lg border bg-surface p-3 shadow-card outline-none focus-visible:outline-2 focus-visible:outline-accent @3xl:p-4"
            >
              <Detail builder={builder} />
            </section>
          </div>
        </BuilderProvider>
      ) : (
        <Callout
          tone="warn"
          title="The text is not a JSON object at the moment."
          actions={
            <>
              {draft.undo ? (
                <Button size="sm" onClick={draft.undo}>
                  Undo the last step
                </Button>
              ) : null}
              <Button size="sm" onClick={() => showInText("")}>
                Show the text
              </Button>
            </>
          }
        >
          The builder comes back as soon as it is one.
        </Callout>
      )}
      <KeyboardHelp open={helping} onOpenChange={setHelping} />
    </div>
  );
});

function Detail({ builder: { target, tools, view } }: { builder: Builder }) {
  if (target.kind === "document") return <DocumentSettings />;
  if (target.kind === "all") return <AllToolsDetail />;
  if (target.kind === "tool") {
    const tool = tools.find(({ name }) => name === target.name);
    return tool ? <ToolDetail key={tool.name} tool={tool} /> : <Gone />;
  }
  const entry = view.entries.find(({ key }) => key === target.key);
  return entry ? <EntryDetail key={entry.key} entry={entry} /> : <Gone />;
}

const Gone = () => <p className="text-ink-muted text-sm">This is not in the document any more. Choose something on the left.</p>;

/** What a pointer into the document is about, for showing its place in the builder. */
function targetAt(pointer: string, tools: readonly BuilderTool[]): Target {
  const [first, key] = pointerParts(pointer);
  if (first === "all_tools") return { kind: "all" };
  if (first !== "tools" || key === undefined) return { kind: "document" };
  return tools.some(({ name }) => name === key) ? { kind: "tool", name: key } : { kind: "entry", key };
}
