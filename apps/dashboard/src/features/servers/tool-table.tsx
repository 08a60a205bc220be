"use client";

import { type Category, categoryOrder, categoryWords, revealHidden } from "@portcullis/catalogue";
import { ChevronRight, Search } from "lucide-react";
import { useDeferredValue, useId, useMemo, useState } from "react";
import { Badge } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { CategoryBadge } from "../catalogue/inside/category-badge.tsx";
import { type KillSwitch, switchFor } from "../kill/kill-words.ts";
import { StopOrRelease } from "../kill/stop-button.tsx";
import { useKillSwitches } from "../kill/use-kill-switches.ts";
import { parametersOf } from "./parameters.ts";
import type { ServerWithTools } from "./server-detail.tsx";
import { ToolDefinition } from "./tool-definition.tsx";

export type Tool = ServerWithTools["tools"][number];

/** Every tool of a server with what it does, found by name, description or category, each with its definition on demand. */
export function ToolTable({ server }: { server: ServerWithTools }) {
  const { tools } = server;
  const stopped = useKillSwitches().data?.switches ?? noSwitches;
  const [search, setSearch] = useState("");
  const [category, setCategory] = useState<Category | "">("");
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const shown = useMemo(
    () => tools.filter((tool) => matches(tool, wanted) && (category === "" || tool.category === category)),
    [tools, wanted, category],
  );
  const narrowed = wanted !== "" || category !== "";
  return (
    <section aria-labelledby="tools">
      <div className="mb-3 flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id="tools" className="font-semibold text-[0.9375rem]">
            {tools.length} {tools.length === 1 ? "tool" : "tools"}
          </h2>
          <p className="text-ink-muted text-sm">As the server describes them. Names and descriptions are its own words.</p>
        </div>
        <div className="grid w-full gap-2 sm:flex sm:w-auto">
          <Select
            aria-label="Category"
            className="sm:w-44"
            value={category}
            onChange={(event) => setCategory(event.target.value as Category | "")}
          >
            <option value="">All categories</option>
            {categoryOrder.map((one) => (
              <option key={one} value={one}>
                {categoryWords[one].name} ({tools.filter((tool) => tool.category === one).length})
              </option>
            ))}
          </Select>
          <div className="relative sm:w-64">
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
      </div>
      <p role="status" className="sr-only">
        {narrowed ? `${shown.length} of ${tools.length} tools` : ""}
      </p>
      {shown.length === 0 ? (
        <EmptyState title={tools.length ? "No tool matches" : "This server offers no tools"}>
          {tools.length
            ? `None of the ${tools.length} tools is what you are looking for. Try a shorter word, or all categories.`
            : "Portcullis connected, but the list of tools was empty. When the server offers some, choose “Re-discover tools”."}
        </EmptyState>
      ) : (
        <ul className="overflow-hidden rounded-lg border bg-surface shadow-card">
          {shown.map((tool) => (
            <ToolRow key={tool.name} tool={tool} server={server} stopped={stopped} />
          ))}
        </ul>
      )}
    </section>
  );
}

const noSwitches: readonly KillSwitch[] = [];

function ToolRow({ tool, server, stopped }: { tool: Tool; server: ServerWithTools; stopped: readonly KillSwitch[] }) {
  const target = { scope: "tool", serverSlug: server.slug, serverName: server.name, tool: tool.name } as const;
  const standing = switchFor(stopped, target);
  const [open, setOpen] = useState(false);
  const id = useId();
  const count = useMemo(() => parametersOf(tool.inputSchema).filter(({ depth }) => depth === 0).length, [tool.inputSchema]);
  return (
    <li className="border-b last:border-b-0">
      <div className="flex items-center pr-2 transition-colors hover:bg-hover/60">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
          className="flex min-w-0 flex-1 items-center gap-3 px-3 py-2.5 text-left focus-visible:outline-offset-[-2px] sm:px-4"
        >
          <ChevronRight className={`size-4 shrink-0 text-ink-muted transition-transform ${open ? "rotate-90" : ""}`} aria-hidden />
          <span className="grid min-w-0 flex-1 gap-x-4 gap-y-0.5 lg:grid-cols-[minmax(13rem,2fr)_minmax(0,5fr)] lg:items-baseline">
            <span className="break-all font-mono text-xs">{revealHidden(tool.name)}</span>
            <span className="truncate text-ink-muted text-xs">{revealHidden(tool.description ?? tool.title ?? "")}</span>
            <CategoryBadge category={tool.category} overridden={tool.override !== undefined} className="mt-1 sm:hidden" />
          </span>
          <CategoryBadge
            category={tool.category}
            overridden={tool.override !== undefined}
            className="hidden w-28 shrink-0 sm:inline-flex"
          />
          <span className="hidden w-20 shrink-0 text-right text-ink-muted text-xs tabular-nums sm:block">
            {count === 0 ? "no fields" : `${count} ${count === 1 ? "field" : "fields"}`}
          </span>
        </button>
        {tool.accepted ? null : (
          <Badge tone="warn" className="mr-2">
            Not accepted
          </Badge>
        )}
        {standing ? (
          <Badge tone="deny" className="mr-2">
            Stopped
          </Badge>
        ) : null}
        <StopOrRelease target={target} standing={standing} size="icon-sm" />
      </div>
      <div id={id} hidden={!open}>
        {open ? <ToolDefinition tool={tool} server={server} /> : null}
      </div>
    </li>
  );
}

const matches = ({ name, title, description }: Tool, wanted: string) =>
  wanted === "" || [name, title, description].some((text) => text?.toLowerCase().includes(wanted));
