"use client";

import { FileCog, Layers } from "lucide-react";
import { type ComponentProps, memo } from "react";
import { Badge } from "../../../ui/badge.tsx";
import { cn } from "../../../ui/class-names.ts";
import { CategoryBadge } from "../../catalogue/inside/category-badge.tsx";
import type { ToolState } from "../tools/effective-tools.ts";
import { toolLooks } from "../tools/tool-looks.ts";
import type { BuilderTool, Target } from "./builder-context.tsx";
import { choiceWords } from "./choice-control.tsx";
import { type Choice, canBeNamed, choiceOf, choices } from "./model/tool-choice.ts";

/** Where a line stands. The handlers stay the same from key to key, so that only the lines that change are drawn again. */
export interface LineProps {
  index: number;
  isCurrent: boolean;
  isTabStop: boolean;
  onShow: (target: Target) => void;
}

export interface ToolRowProps extends LineProps {
  tool: BuilderTool;
  /** The engine's answer; undefined where the document never could be compiled. */
  state: ToolState | undefined;
  editable: boolean;
  picked: boolean;
  onPick: (name: string, on: boolean) => void;
  onChoose: (tool: BuilderTool, choice: Choice) => void;
}

/** One tool, 52 pixels high. */
export const ToolRow = memo(function ToolRow({ tool, state, editable, picked, onPick, onChoose, ...line }: ToolRowProps) {
  const { name } = tool;
  return (
    <li className={frameOf(line)}>
      <input
        type="checkbox"
        tabIndex={line.isTabStop ? 0 : -1}
        aria-label={`Select ${name}`}
        className="size-4 shrink-0 accent-accent"
        checked={picked}
        disabled={!canBeNamed(name)}
        onChange={(event) => onPick(name, event.target.checked)}
      />
      <LineButton {...line} target={{ kind: "tool", name }}>
        <span className="block truncate font-mono text-xs" title={name}>
          {name}
        </span>
        <span className="flex items-center gap-1.5 text-xs">
          {state ? <span className={stateText[state]}>{toolLooks[state].label}</span> : null}
          <span className="text-ink-muted" aria-hidden>
            ·
          </span>
          <CategoryBadge category={tool.category ?? "unclassified"} className="font-normal text-ink-muted" />
        </span>
      </LineButton>
      {state && canBeNamed(name) ? (
        <select
          aria-label={`State of ${name}`}
          tabIndex={line.isTabStop ? 0 : -1}
          className="h-7 w-22 shrink-0 rounded-md border border-line-control/60 bg-surface px-1 text-xs disabled:opacity-60"
          disabled={!editable}
          value={choiceOf({ state })}
          onChange={(event) => onChoose(tool, event.target.value as Choice)}
        >
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choiceWords[choice].label}
            </option>
          ))}
        </select>
      ) : null}
    </li>
  );
});

/** An entry whose key is a selector, or the name of a tool that the server does not have; `caught`: how many tools it speaks for. */
export const EntryRow = memo(function EntryRow({ name, caught, ...line }: LineProps & { name: string; caught: number | undefined }) {
  return (
    <li className={frameOf(line)}>
      <LineButton {...line} target={{ kind: "entry", key: name }}>
        <span className="block truncate font-mono text-xs">{name}</span>
        <span className="text-ink-muted text-xs">
          {caught === undefined ? "Not a tool of this server" : `Catches ${caught} ${caught === 1 ? "tool" : "tools"}`}
        </span>
      </LineButton>
      <Badge tone="outline">selector</Badge>
    </li>
  );
});

/** The document's own settings, or the rules of all tools. */
export const DocumentRow = memo(function DocumentRow({ kind, ...line }: LineProps & { kind: "document" | "all" }) {
  const Icon = kind === "document" ? FileCog : Layers;
  return (
    <li className={frameOf(line)}>
      <Icon className="size-4 shrink-0 text-ink-muted" aria-hidden />
      <LineButton {...line} target={{ kind }}>
        {kind === "document" ? "Settings of the document" : "Rules of all tools"}
      </LineButton>
    </li>
  );
});

export const HeaderRow = memo(function HeaderRow({ label, count }: { label: string; count: number }) {
  return (
    <li className="flex h-13 items-end justify-between border-b px-3 pb-1.5 text-ink-muted text-xs">
      <h4 className="font-medium capitalize">{label}</h4>
      <span className="font-mono">{count}</span>
    </li>
  );
});

function LineButton({
  index,
  isCurrent,
  isTabStop,
  onShow,
  target,
  children,
}: LineProps & Pick<ComponentProps<"button">, "children"> & { target: Target }) {
  return (
    <button
      type="button"
      data-index={index}
      tabIndex={isTabStop ? 0 : -1}
      aria-current={isCurrent || undefined}
      onClick={() => onShow(target)}
      className="min-w-0 flex-1 rounded-sm text-left text-sm"
    >
      {children}
    </button>
  );
}

const frameOf = ({ isCurrent }: LineProps) =>
  cn("flex h-13 items-center gap-2 border-b px-3", isCurrent ? "bg-accent-soft" : "hover:bg-hover/60");

const stateText = {
  allowed: "text-ok",
  limited: "text-warn",
  conditional: "text-hide",
  approval: "text-accent-ink",
  denied: "text-deny",
  hidden: "text-ink-muted",
};
