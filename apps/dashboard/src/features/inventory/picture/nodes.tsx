"use client";

import { categoryWords } from "@portcullis/catalogue";
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { ChevronRight, KeyRound, Server } from "lucide-react";
import { cn } from "../../../ui/class-names.ts";
import { riskFill } from "../../catalogue/inside/category-badge.tsx";
import type { Tally } from "../rows.ts";
import { stateLooks } from "../state-badge.tsx";
import type { CategoryNode, GrantNode, MoreNode, ServerNode, ToolNode } from "./picture-graph.ts";

const box = "flex items-center gap-2 rounded-md border bg-surface px-2.5 text-xs shadow-card";
const ends = (
  <>
    <Handle type="target" position={Position.Left} isConnectable={false} className="opacity-0" />
    <Handle type="source" position={Position.Right} isConnectable={false} className="opacity-0" />
  </>
);

export function GrantBox({ data }: NodeProps<Node<GrantNode>>) {
  return (
    <div className={cn(box, "h-8 w-52")}>
      {ends}
      <KeyRound className="size-3.5 shrink-0 text-ink-muted" aria-hidden />
      <span className="truncate">{data.label}</span>
    </div>
  );
}

export function ServerBox({ data }: NodeProps<Node<ServerNode>>) {
  return (
    <div className={cn(box, "h-14 w-52", !data.enabled && "border-dashed")}>
      {ends}
      <Server className="size-4 shrink-0 text-accent-ink" aria-hidden />
      <span className="min-w-0">
        <span className="block truncate font-medium text-sm">{data.name}</span>
        <span className="text-ink-muted">{data.enabled ? `${data.tools} tools` : "disabled"}</span>
      </span>
    </div>
  );
}

export function CategoryBox({ data }: NodeProps<Node<CategoryNode>>) {
  const { category, tools, tally, expanded } = data;
  return (
    <div className={cn(box, "h-11 w-56 cursor-pointer hover:bg-hover")}>
      {ends}
      <ChevronRight className={cn("size-3.5 shrink-0 transition-transform", expanded && "rotate-90")} aria-hidden />
      <span className="grid min-w-0 flex-1 gap-1">
        <span className="flex items-center gap-1.5">
          <Dot category={category} />
          <span className="font-medium">{categoryWords[category].name}</span>
          <span className="ml-auto text-ink-muted tabular-nums">{tools}</span>
        </span>
        <Bar tally={tally} />
      </span>
    </div>
  );
}

const dots = {
  read: "low",
  write: "medium",
  unclassified: "medium",
  execute: "high",
  destructive: "critical",
  financial: "critical",
} as const;
const Dot = ({ category }: Pick<CategoryNode, "category">) => <span className={cn("size-2 rounded-full", riskFill[dots[category]])} />;

export function ToolBox({ data }: NodeProps<Node<ToolNode>>) {
  return (
    <div className={cn(box, "h-7 w-72")}>
      {ends}
      <span className={cn("size-2 shrink-0 rounded-full", riskFill[data.risk])} />
      <span className="min-w-0 flex-1 truncate font-mono">{data.name}</span>
      <span className="w-16 shrink-0">
        <Bar tally={data.tally} />
      </span>
    </div>
  );
}

export function MoreBox({ data }: NodeProps<Node<MoreNode>>) {
  return <p className="w-72 px-2.5 text-ink-muted text-xs">and {data.count} more: the table below has them</p>;
}

/** The share of each effect, over the grants that reach the tools. */
function Bar({ tally }: { tally: Tally }) {
  return (
    <span className="flex h-1.5 overflow-hidden rounded-full bg-hover">
      {Object.entries(stateLooks).map(([state, { colour }]) => {
        const count = tally[state as keyof Tally];
        return count ? <span key={state} style={{ flexGrow: count, background: colour }} /> : null;
      })}
    </span>
  );
}
