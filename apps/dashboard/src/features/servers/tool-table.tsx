"use client";

import { ChevronRight, Search } from "lucide-react";
import { useDeferredValue, useId, useMemo, useState } from "react";
import { Badge, type BadgeTone } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Input } from "../../ui/input.tsx";
import { parametersOf } from "./parameters.ts";
import type { ServerWithTools } from "./server-detail.tsx";
import { ToolDefinition } from "./tool-definition.tsx";

export type Tool = ServerWithTools["tools"][number];

/** Every tool of a server, found by name or description, each with its definition on demand. */
export function ToolTable({ tools }: { tools: Tool[] }) {
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const shown = useMemo(() => tools.filter((tool) => matches(tool, wanted)), [tools, wanted]);
  return (
    <section aria-labelledby="tools">
      <div className="mb-3 flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id="tools" className="font-semibold text-[0.9375rem]">
            {tools.length} {tools.length === 1 ? "tool" : "tools"}
          </h2>
          <p className="text-ink-muted text-sm">As the server describes them. Names and descriptions are its own words.</p>
        </div>
        <div className="relative w-full sm:w-72">
          <Search className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-3 size-4 text-ink-muted" aria-hidden />
          <Input
            type="search"
            aria-label="Search tools"
            placeholder="Search tools"
            className="pl-9"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      </div>
      <p role="status" className="sr-only">
        {wanted ? `${shown.length} of ${tools.length} tools` : ""}
      </p>
      {shown.length === 0 ? (
        <EmptyState title={tools.length ? "No tool matches" : "This server offers no tools"}>
          {tools.length
            ? `None of the ${tools.length} tools has “${search}” in its name or description. Try a shorter word.`
            : "Portcullis connected, but the list of tools was empty. When the server offers some, choose “Re-discover tools”."}
        </EmptyState>
      ) : (
        <ul className="overflow-hidden rounded-lg border bg-surface shadow-card">
          {shown.map((tool) => (
            <ToolRow key={tool.name} tool={tool} />
          ))}
        </ul>
      )}
    </section>
  );
}

function ToolRow({ tool }: { tool: Tool }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const count = useMemo(() => parametersOf(tool.inputSchema).filter(({ depth }) => depth === 0).length, [tool.inputSchema]);
  return (
    <li className="border-b last:border-b-0">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center gap-3 px-3 py-2.5 text-left transition-colors hover:bg-hover/60 focus-visible:outline-offset-[-2px] sm:px-4"
      >
        <ChevronRight className={`size-4 shrink-0 text-ink-muted transition-transform ${open ? "rotate-90" : ""}`} aria-hidden />
        <span className="grid min-w-0 flex-1 gap-x-4 gap-y-0.5 lg:grid-cols-[minmax(13rem,2fr)_minmax(0,5fr)] lg:items-baseline">
          <span className="break-all font-mono text-xs">{tool.name}</span>
          <span className="truncate text-ink-muted text-xs">{tool.description ?? tool.title}</span>
        </span>
        <span className="hidden shrink-0 items-center gap-1.5 sm:flex">
          {hintsOf(tool).map((hint) => (
            <Badge key={hint.word} tone={hint.tone}>
              {hint.word}
            </Badge>
          ))}
        </span>
        <span className="w-20 shrink-0 text-right text-ink-muted text-xs tabular-nums">
          {count === 0 ? "no fields" : `${count} ${count === 1 ? "field" : "fields"}`}
        </span>
      </button>
      <div id={id} hidden={!open}>
        {open ? <ToolDefinition tool={tool} /> : null}
      </div>
    </li>
  );
}

/** What the server claims about the tool's effects; a claim, not a finding. */
function hintsOf({ annotations }: Tool): { word: string; tone: BadgeTone }[] {
  const hints = (annotations ?? {}) as { readOnlyHint?: unknown; destructiveHint?: unknown };
  if (hints.readOnlyHint === true) return [{ word: "read-only", tone: "ok" }];
  return hints.destructiveHint === true ? [{ word: "destructive", tone: "deny" }] : [];
}

const matches = ({ name, title, description }: Tool, wanted: string) =>
  wanted === "" || [name, title, description].some((text) => text?.toLowerCase().includes(wanted));
