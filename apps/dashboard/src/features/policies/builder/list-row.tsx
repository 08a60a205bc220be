"use client";

import { FileCog, Layers } from "lucide-react";
import { memo } from "react";
import { Badge } from "../../../ui/badge.tsx";
import { cn } from "../../../ui/class-names.ts";
import { CategoryBadge } from "../../catalogue/inside/category-badge.tsx";
import { toolLooks } from "../tools/tool-looks.ts";
import { useBuilder } from "./builder-context.tsx";
import { choiceWords } from "./choice-control.tsx";
import type { ListItem } from "./model/list-items.ts";
import { type Choice, canBeNamed, catches, choiceOf, choices } from "./model/tool-choice.ts";
import { useChoose } from "./use-choose.ts";

export interface ListRowProps {
  item: ListItem;
  index: number;
  isCurrent: boolean;
  isTabStop: boolean;
  picked: boolean;
  onPick: (name: string, on: boolean) => void;
}

/** One line of the list, 52 pixels high. */
export const ListRow = memo(function ListRow({ item, index, isCurrent, isTabStop, picked, onPick }: ListRowProps) {
  const builder = useBuilder();
  const { show } = builder;
  if (item.kind === "header")
    return (
      <li className="flex h-13 items-end justify-between border-b px-3 pb-1.5 text-ink-muted text-xs">
        <h4 className="font-medium capitalize">{item.label}</h4>
        <span className="font-mono">{item.count}</span>
      </li>
    );
  const open = { type: "button", "data-index": index, tabIndex: isTabStop ? 0 : -1, "aria-current": isCurrent || undefined } as const;
  const frame = cn("flex h-13 items-center gap-2 border-b px-3", isCurrent ? "bg-accent-soft" : "hover:bg-hover/60");
  if (item.kind === "tool") {
    const { tool } = item;
    const answer = builder.effective.get(tool.name);
    return (
      <li className={frame}>
        <input
          type="checkbox"
          tabIndex={isTabStop ? 0 : -1}
          aria-label={`Select ${tool.name}`}
          className="size-4 shrink-0 accent-accent"
          checked={picked}
          disabled={!canBeNamed(tool.name)}
          onChange={(event) => onPick(tool.name, event.target.checked)}
        />
        <button {...open} onClick={() => show({ kind: "tool", name: tool.name })} className="min-w-0 flex-1 rounded-sm text-left">
          <span className="block truncate font-mono text-xs" title={tool.name}>
            {tool.name}
          </span>
          <span className="flex items-center gap-1.5 text-xs">
            {answer ? <span className={stateText[answer.state]}>{toolLooks[answer.state].label}</span> : null}
            <span className="text-ink-muted" aria-hidden>
              ·
            </span>
            <CategoryBadge category={tool.category ?? "unclassified"} className="font-normal text-ink-muted" />
          </span>
        </button>
        <RowChoice name={tool.name} isTabStop={isTabStop} />
      </li>
    );
  }
  if (item.kind === "entry") {
    const caught = builder.tools.filter((tool) => catches(item.key, tool)).length;
    return (
      <li className={frame}>
        <button {...open} onClick={() => show({ kind: "entry", key: item.key })} className="min-w-0 flex-1 rounded-sm text-left">
          <span className="block truncate font-mono text-xs">{item.key}</span>
          <span className="text-ink-muted text-xs">
            {item.isUnknownTool ? "Not a tool of this server" : `Catches ${caught} ${caught === 1 ? "tool" : "tools"}`}
          </span>
        </button>
        <Badge tone="outline">selector</Badge>
      </li>
    );
  }
  const Icon = item.kind === "document" ? FileCog : Layers;
  return (
    <li className={frame}>
      <Icon className="size-4 shrink-0 text-ink-muted" aria-hidden />
      <button {...open} onClick={() => show(item)} className="min-w-0 flex-1 rounded-sm text-left text-sm">
        {item.kind === "document" ? "Settings of the document" : "Rules of all tools"}
      </button>
    </li>
  );
});

function RowChoice({ name, isTabStop }: { name: string; isTabStop: boolean }) {
  const { tools, effective, editable, show } = useBuilder();
  const choose = useChoose();
  const answer = effective.get(name);
  const tool = tools.find((one) => one.name === name);
  if (!answer || !tool || !canBeNamed(name)) return null;
  const change = (choice: Choice) => {
    show({ kind: "tool", name });
    if (choice !== "custom") choose([tool], choice);
  };
  return (
    <select
      aria-label={`State of ${name}`}
      tabIndex={isTabStop ? 0 : -1}
      className="h-7 w-22 shrink-0 rounded-md border border-line-control/60 bg-surface px-1 text-xs disabled:opacity-60"
      disabled={!editable}
      value={choiceOf(answer)}
      onChange={(event) => change(event.target.value as Choice)}
    >
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {choiceWords[choice].label}
        </option>
      ))}
    </select>
  );
}

const stateText = {
  allowed: "text-ok",
  limited: "text-warn",
  conditional: "text-hide",
  approval: "text-accent-ink",
  denied: "text-deny",
  hidden: "text-ink-muted",
};
