"use client";

import { riskOf } from "@portcullis/catalogue";
import { TriangleAlert } from "lucide-react";
import { useMemo } from "react";
import { Badge } from "../../../ui/badge.tsx";
import { CodeBlock } from "../../../ui/code-block.tsx";
import { toast } from "../../../ui/toast.tsx";
import { CategoryBadge } from "../../catalogue/inside/category-badge.tsx";
import { RiskBadge } from "../../catalogue/inside/risk-badge.tsx";
import { pointerParts } from "../json-pointer.ts";
import { toolLooks } from "../tools/tool-looks.ts";
import { type BuilderTool, useBuilder } from "./builder-context.tsx";
import { ChoiceControl } from "./choice-control.tsx";
import { EntryForm } from "./entry-form.tsx";
import { argumentPaths, factPaths } from "./model/argument-paths.ts";
import { put } from "./model/edit.ts";
import { type Choice, canBeNamed, choiceOf, choose, entriesFor } from "./model/tool-choice.ts";
import { PointerLink } from "./pointer-link.tsx";
import { useChoose } from "./use-choose.ts";

/** One tool: what the engine makes of it, its own rules, and the selectors that speak for it too. */
export function ToolDetail({ tool }: { tool: BuilderTool }) {
  const { view, effective, stale, apply, editable, show } = useBuilder();
  const chooseFor = useChoose();
  const answer = effective.get(tool.name);
  const paths = useMemo(() => [...argumentPaths(tool.inputSchema), ...factPaths], [tool.inputSchema]);
  const own = view.entries.find(({ key }) => key === tool.name)?.entry;
  const others = entriesFor(view, tool).filter(({ key }) => key !== tool.name);
  const category = tool.category ?? "unclassified";
  const change = (choice: Choice) => {
    if (choice === "custom") {
      if (own === undefined || own.action === "deny")
        apply([
          ...choose(view, [tool], "allow"),
          ...(view.entries.some(({ key }) => key === tool.name) ? [] : put(view, ["tools", tool.name], {})),
        ]);
      toast("Add a rule or a limit below", { description: "Until there is one, the tool is simply allowed." });
    } else chooseFor([tool], choice);
  };
  return (
    <div className="grid gap-4">
      <header className="grid gap-2">
        <div className="flex flex-wrap items-center gap-2">
          <h3 className="min-w-0 break-all font-mono font-semibold text-sm">{tool.name}</h3>
          <CategoryBadge category={category} />
          <RiskBadge risk={riskOf(category)} />
          {answer ? <Badge tone={toolLooks[answer.state].tone}>{toolLooks[answer.state].label}</Badge> : null}
        </div>
        {tool.description ? (
          <p className="line-clamp-4 whitespace-pre-line break-words text-ink-muted text-sm">{tool.description}</p>
        ) : null}
        <details className="text-sm">
          <summary className="cursor-pointer text-ink-muted text-xs">Input schema</summary>
          <CodeBlock code={JSON.stringify(tool.inputSchema ?? {}, null, 2)} copyLabel="Copy schema" wrap />
        </details>
      </header>
      {canBeNamed(tool.name) ? (
        <ChoiceControl label={`What becomes of ${tool.name}`} value={answer && choiceOf(answer)} disabled={!editable} onChange={change} />
      ) : (
        <p className="text-sm">A policy cannot name this tool by itself: its name reads like a selector. Use a category.</p>
      )}
      {answer ? (
        <p className="flex flex-wrap items-center gap-1.5 text-xs">
          <span className="text-ink-muted">{stale ? "As of the last document without errors: decided" : "Decided"} by</span>
          <PointerLink pointer={answer.rule} />
          {answer.state === "denied" || answer.state === "hidden" ? <Blocking pointer={answer.rule} name={tool.name} /> : null}
        </p>
      ) : null}
      {answer?.state === "hidden" ? null : <EntryForm holder={["tools", tool.name]} entry={own} name={tool.name} paths={paths} />}
      {others.length > 0 ? (
        <section aria-label="Also applies" className="grid gap-1.5">
          <h4 className="font-medium text-ink-muted text-xs">Also applies to this tool</h4>
          <ul className="flex flex-wrap gap-1.5">
            {others.map(({ key }) => (
              <li key={key}>
                <button
                  type="button"
                  className="rounded-md border px-2 py-0.5 font-mono text-xs hover:bg-hover"
                  onClick={() => show({ kind: "entry", key })}
                >
                  {key}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

/** A tool's own entry cannot lift what a selector takes away: say whose word it is. */
function Blocking({ pointer, name }: { pointer: string; name: string }) {
  const { view, show } = useBuilder();
  const [first, second] = pointerParts(pointer);
  const key = first === "tools" ? second : first === "hide" ? view.hide[Number(second)] : undefined;
  if (key === undefined || key === name) return null;
  return (
    <span className="flex items-center gap-1 text-warn">
      <TriangleAlert className="size-3.5" aria-hidden />
      {/* A hidden glob has no entry of its own to open. */}
      {first === "hide" ? (
        <span>
          The pattern <code className="font-mono">{key}</code> in Hidden decides.{" "}
          <button type="button" className="underline" onClick={() => show({ kind: "document" })}>
            Open it
          </button>
        </span>
      ) : (
        <span>
          The selector <code className="font-mono">{key}</code> decides.{" "}
          <button type="button" className="underline" onClick={() => show({ kind: "entry", key })}>
            Open it
          </button>
        </span>
      )}
    </span>
  );
}
