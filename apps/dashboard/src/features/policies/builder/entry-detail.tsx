"use client";

import { Trash2 } from "lucide-react";
import { useMemo } from "react";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { Select } from "../../../ui/select.tsx";
import { toolLooks } from "../tools/tool-looks.ts";
import { type BuilderTool, useBuilder } from "./builder-context.tsx";
import { EntryForm } from "./entry-form.tsx";
import { argumentPaths, factPaths, type KnownPath } from "./model/argument-paths.ts";
import type { EntryView } from "./model/document-view.ts";
import { drop, set } from "./model/edit.ts";
import { catches } from "./model/tool-choice.ts";

/** An entry with a selector: what it says, and the tools it catches today. */
export function EntryDetail({ entry: { key, entry } }: { entry: EntryView }) {
  const { view, tools, apply, editable, show } = useBuilder();
  const caught = tools.filter((tool) => catches(key, tool));
  const paths = usePathsOf(caught);
  return (
    <div className="grid gap-4">
      <header className="flex flex-wrap items-center gap-2">
        <h3 className="min-w-0 break-all font-mono font-semibold text-sm">{key}</h3>
        <Badge tone={caught.length === 0 ? "warn" : "neutral"}>
          {caught.length} {caught.length === 1 ? "tool" : "tools"}
        </Badge>
        {editable ? (
          <Button
            size="sm"
            variant="ghost"
            className="ml-auto text-deny"
            onClick={() => {
              apply(drop(view, ["tools", key]));
              show({ kind: "document" });
            }}
          >
            <Trash2 aria-hidden /> Remove entry
          </Button>
        ) : null}
      </header>
      <Field label="What becomes of the tools it catches" hint="Entries add up: a deny by any entry wins.">
        <Select
          disabled={!editable}
          value={typeof entry?.action === "string" ? entry.action : "allow"}
          onChange={(event) =>
            apply(set(view, ["tools", key, "action"], event.target.value === "allow" ? undefined : event.target.value, 2))
          }
        >
          <option value="allow">Allow</option>
          <option value="deny">Deny</option>
          <option value="require_approval">Approve</option>
        </Select>
      </Field>
      <EntryForm holder={["tools", key]} entry={entry} name={key} paths={paths} />
      <CaughtTools tools={caught} />
    </div>
  );
}

/** The rules that hold for every tool of the server. */
export function AllToolsDetail() {
  const { view, tools } = useBuilder();
  const paths = usePathsOf(tools);
  const held = view.value.all_tools;
  return (
    <div className="grid gap-4">
      <header className="grid gap-1">
        <h3 className="font-semibold text-sm">All tools</h3>
        <p className="text-ink-muted text-sm">
          Asked of every call, before the rules of the tool itself. They allow nothing by themselves.
        </p>
      </header>
      <EntryForm
        holder={["all_tools"]}
        entry={typeof held === "object" && held !== null ? (held as EntryView["entry"]) : undefined}
        name="all_tools"
        paths={paths}
      />
    </div>
  );
}

function CaughtTools({ tools }: { tools: readonly BuilderTool[] }) {
  const { effective, show } = useBuilder();
  const shown = tools.slice(0, caughtMax);
  return (
    <section aria-label="Tools it catches" className="grid gap-1.5">
      <h4 className="font-medium text-ink-muted text-xs">Tools it catches</h4>
      {tools.length === 0 ? <p className="text-warn text-xs">It catches no tool of this server today.</p> : null}
      <ul className="flex flex-wrap gap-1.5">
        {shown.map(({ name }) => {
          const state = effective.get(name)?.state;
          return (
            <li key={name}>
              <button
                type="button"
                className="flex items-center gap-1.5 rounded-md border px-2 py-0.5 text-xs hover:bg-hover"
                onClick={() => show({ kind: "tool", name })}
              >
                <span className="break-all font-mono">{name}</span>
                {state ? <span className="text-ink-muted">{toolLooks[state].label}</span> : null}
              </button>
            </li>
          );
        })}
      </ul>
      {tools.length > shown.length ? <p className="text-ink-muted text-xs">and {tools.length - shown.length} more</p> : null}
    </section>
  );
}

const caughtMax = 60;

/** The arguments that the tools have, each path once; where they disagree about a type, it is not known. */
function usePathsOf(tools: readonly BuilderTool[]): readonly KnownPath[] {
  const names = tools.map(({ name }) => name).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is made anew with every keystroke, its tools are not
  return useMemo(() => {
    const found = new Map<string, KnownPath>();
    for (const tool of tools)
      for (const known of argumentPaths(tool.inputSchema)) {
        const before = found.get(known.path);
        if (!before) found.set(known.path, { ...known, required: false });
        else if (before.type !== known.type) found.set(known.path, { path: known.path, type: "unknown", group: "Arguments" });
      }
    return [...found.values(), ...factPaths];
  }, [names]);
}
