"use client";

import { riskOf } from "@portcullis/catalogue";
import { type KeyboardEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useStable } from "../../../ui/use-stable.ts";
import type { EffectiveTool } from "../tools/effective-tools.ts";
import { type BuilderTool, useBuilder } from "./builder-context.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { DocumentRow, EntryRow, HeaderRow, ToolRow } from "./list-row.tsx";
import { type ListItem, listItems, noFilters } from "./model/list-items.ts";
import { type Choice, canBeNamed, catches } from "./model/tool-choice.ts";
import { ToolFilters } from "./tool-filters.tsx";
import { useChoose } from "./use-choose.ts";
import { useWindow } from "./use-window.ts";

const rowPixels = 52;
const letters: Record<string, Exclude<Choice, "custom">> = { a: "allow", d: "deny", h: "hide", p: "approve" };

/** The server's tools by category, above them the document and its selectors. Arrow keys walk, letters choose. */
export function ToolList({ onHelp, onOpen }: { onHelp: () => void; onOpen: () => void }) {
  const builder = useBuilder();
  const { view, tools, effective, editable, target, show } = builder;
  const choose = useChoose();
  const [filters, setFilters] = useState(noFilters);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const wanted = useDeferredValue(filters);
  // Lines change with the keys of the entries, and with the answers only where these are filtered by: not with every letter typed.
  const written = JSON.stringify(view.entries.map(({ key }) => key));
  const answers = wanted.state === "" ? noAnswers : effective;
  const items = useMemo(
    () => listItems(JSON.parse(written) as string[], tools, answers, wanted, riskOf),
    [written, tools, answers, wanted],
  );
  const caught = useMemo(() => caughtBy(items, tools), [items, tools]);
  const box = useRef<HTMLUListElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const { from, to, onScroll, reveal } = useWindow(items.length, rowPixels, box);
  const current = items.findIndex((item) => isTarget(item, target));
  // Something can always be reached with Tab, also while the chosen tool is filtered away.
  const tabStop = current >= 0 ? current : items.findIndex(({ kind }) => kind !== "header");
  const focusNext = useRef(false);

  useEffect(() => {
    if (!focusNext.current || current < 0) return;
    focusNext.current = false;
    box.current?.querySelector<HTMLElement>(`[data-index="${current}"]`)?.focus({ preventScroll: true });
  });

  const chosenTools = tools.filter(({ name }) => picked.has(name));
  const pick = useStable((name: string, on: boolean) =>
    setPicked((before) => {
      const next = new Set(before);
      if (on) next.add(name);
      else next.delete(name);
      return next;
    }),
  );
  const chooseOne = useStable((tool: BuilderTool, choice: Choice) => {
    show({ kind: "tool", name: tool.name });
    if (choice !== "custom") choose([tool], choice);
  });
  const go = (index: number, step: 1 | -1) => {
    let at = index;
    while (items[at]?.kind === "header") at += step;
    const item = items[at];
    if (!item || item.kind === "header") return;
    focusNext.current = true;
    reveal(at);
    show(targetOf(item));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset.index === undefined) return;
    const item = items[Number(event.target.dataset.index)];
    const at = Number(event.target.dataset.index);
    const pageRows = Math.max(1, Math.floor((box.current?.clientHeight ?? 600) / rowPixels) - 1);
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const choice = isPlain ? letters[event.key.toLowerCase()] : undefined;
    if (choice && editable) {
      const affected = chosenTools.length > 0 ? chosenTools : item?.kind === "tool" ? [item.tool] : [];
      if (affected.length > 0) choose(affected, choice);
    } else if (event.key === "ArrowDown" || (isPlain && event.key === "j")) {
      if (event.shiftKey && item?.kind === "tool") pick(item.tool.name, true);
      go(at + 1, 1);
    } else if (event.key === "ArrowUp" || (isPlain && event.key === "k")) {
      if (event.shiftKey && item?.kind === "tool") pick(item.tool.name, true);
      go(at - 1, -1);
    } else if (event.key === "Home") go(0, 1);
    else if (event.key === "End") go(items.length - 1, -1);
    else if (event.key === "PageDown") go(Math.min(items.length - 1, at + pageRows), -1);
    else if (event.key === "PageUp") go(Math.max(0, at - pageRows), 1);
    else if (isPlain && event.key === "x" && item?.kind === "tool") pick(item.tool.name, !picked.has(item.tool.name));
    else if ((event.ctrlKey || event.metaKey) && event.key === "a")
      setPicked(new Set(items.flatMap((one) => (one.kind === "tool" && canBeNamed(one.tool.name) ? [one.tool.name] : []))));
    else if (event.key === "Escape" && picked.size > 0) setPicked(new Set());
    else if (isPlain && event.key === "/") search.current?.focus();
    else if (event.key === "?") onHelp();
    else if (event.key === "Enter") onOpen();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <section aria-label="Tools of the server" className="flex min-h-0 min-w-0 flex-col rounded-lg border bg-surface shadow-card">
      <ToolFilters filters={filters} onChange={setFilters} searchRef={search} onDown={() => go(0, 1)} />
      {picked.size > 0 ? (
        <BulkBar
          count={chosenTools.length}
          disabled={!editable}
          onChoose={(choice) => choose(chosenTools, choice)}
          onClear={() => setPicked(new Set())}
        />
      ) : null}
      <ul
        ref={box}
        aria-label="Tools"
        onScroll={onScroll}
        onKeyDown={onKeyDown}
        className="relative h-80 min-h-0 overflow-y-auto @3xl:h-[40rem]"
      >
        <li aria-hidden style={{ height: from * rowPixels }} />
        {items.slice(from, to).map((item, offset) => {
          const index = from + offset;
          const line = { index, isCurrent: index === current, isTabStop: index === tabStop, onShow: show };
          if (item.kind === "header") return <HeaderRow key={keyOf(item)} label={item.label} count={item.count} />;
          if (item.kind === "entry") return <EntryRow key={keyOf(item)} {...line} name={item.key} caught={caught.get(item.key)} />;
          if (item.kind !== "tool") return <DocumentRow key={keyOf(item)} {...line} kind={item.kind} />;
          return (
            <ToolRow
              key={keyOf(item)}
              {...line}
              tool={item.tool}
              state={effective.get(item.tool.name)?.state}
              editable={editable}
              picked={picked.has(item.tool.name)}
              onPick={pick}
              onChoose={chooseOne}
            />
          );
        })}
        <li aria-hidden style={{ height: Math.max(0, items.length - to) * rowPixels }} />
      </ul>
      {items.length === 0 ? (
        <p className="p-4 text-center text-ink-muted text-sm">Nothing matches. Change the search or the filters.</p>
      ) : null}
    </section>
  );
}

const noAnswers: ReadonlyMap<string, EffectiveTool> = new Map();

/** How many tools each selector of the list catches. */
const caughtBy = (items: readonly ListItem[], tools: readonly BuilderTool[]): ReadonlyMap<string, number> =>
  new Map(
    items.flatMap((item) =>
      item.kind === "entry" && !item.isUnknownTool ? [[item.key, tools.filter((tool) => catches(item.key, tool)).length] as const] : [],
    ),
  );

const targetOf = (item: Exclude<ListItem, { kind: "header" }>) =>
  item.kind === "tool"
    ? ({ kind: "tool", name: item.tool.name } as const)
    : item.kind === "entry"
      ? ({ kind: "entry", key: item.key } as const)
      : item;

const isTarget = (item: ListItem, target: ReturnType<typeof useBuilder>["target"]): boolean =>
  item.kind === "tool"
    ? target.kind === "tool" && target.name === item.tool.name
    : item.kind === "entry"
      ? target.kind === "entry" && target.key === item.key
      : item.kind === target.kind;

const keyOf = (item: ListItem): string =>
  item.kind === "tool"
    ? `tool ${item.tool.name}`
    : item.kind === "entry"
      ? `entry ${item.key}`
      : item.kind === "header"
        ? `header ${item.label}`
        : item.kind;
