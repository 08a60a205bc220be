"use client";

import "@xyflow/react/dist/base.css";
import type { Risk } from "@portcullis/catalogue";
import { type Edge, type Node, ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { Maximize, Minus, Plus } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { Button } from "../../../ui/button.tsx";
import type { ToolRow } from "../rows.ts";
import { CategoryBox, GrantBox, MoreBox, ServerBox, ToolBox } from "./nodes.tsx";
import { type PictureEdge, type PictureNode, pictureOf } from "./picture-graph.ts";

const nodeTypes = { grant: GrantBox, server: ServerBox, category: CategoryBox, tool: ToolBox, more: MoreBox };
const columns: Record<PictureNode["kind"], number> = { grant: 0, server: 340, category: 680, tool: 1_020, more: 1_020 };
const riskColour: Record<Risk, string> = {
  low: "var(--risk-low)",
  medium: "var(--risk-medium)",
  high: "var(--risk-high)",
  critical: "var(--risk-critical)",
};

/**
 * Grants, servers and tools by category, drawn. For the eye and the mouse: the table under it says the same in words, so that the picture stays out
 * of the way of keyboards and screen readers.
 */
export default function InventoryPicture({ rows }: { rows: readonly ToolRow[] }) {
  return (
    <ReactFlowProvider>
      <Drawing rows={rows} />
    </ReactFlowProvider>
  );
}

function Drawing({ rows }: { rows: readonly ToolRow[] }) {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const picture = useMemo(() => pictureOf(rows, expanded), [rows, expanded]);
  const nodes = useMemo(() => picture.nodes.map(nodeOf), [picture]);
  const edges = useMemo(() => picture.edges.map(edgeOf), [picture]);
  const { fitView, zoomIn, zoomOut } = useReactFlow();
  const fit = () => void fitView({ padding: 0.08, maxZoom: 1, duration: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are another picture; opening a group must not move it
  useEffect(() => {
    const frame = requestAnimationFrame(fit);
    return () => cancelAnimationFrame(frame);
  }, [rows]);
  const toggle = (id: string) => setExpanded((known) => new Set(known.has(id) ? [...known].filter((one) => one !== id) : [...known, id]));
  return (
    <div className="relative h-[26rem] overflow-hidden rounded-lg border bg-page">
      <div aria-hidden className="h-full">
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          onNodeClick={(_, node) => (node.type === "category" ? toggle(node.id) : undefined)}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          onlyRenderVisibleElements
          preventScrolling={false}
          zoomOnScroll={false}
          minZoom={0.1}
          maxZoom={1.5}
          proOptions={{ hideAttribution: true }}
        />
      </div>
      <div className="absolute right-2 bottom-2 flex gap-1">
        <Button size="icon-sm" aria-label="Zoom out" onClick={() => void zoomOut()}>
          <Minus aria-hidden />
        </Button>
        <Button size="icon-sm" aria-label="Zoom in" onClick={() => void zoomIn()}>
          <Plus aria-hidden />
        </Button>
        <Button size="icon-sm" aria-label="Show the whole picture" onClick={fit}>
          <Maximize aria-hidden />
        </Button>
      </div>
    </div>
  );
}

const nodeOf = (node: PictureNode): Node => ({
  id: node.id,
  type: node.kind,
  position: { x: columns[node.kind], y: node.y },
  data: node,
});

const edgeOf = ({ id, from, to, risk, observing }: PictureEdge): Edge => ({
  id,
  source: from,
  target: to,
  style: {
    stroke: risk === null ? "var(--line-control)" : riskColour[risk],
    strokeWidth: risk === null ? 1 : 1.5,
    strokeOpacity: risk === null ? 0.5 : 0.8,
    strokeDasharray: observing ? "5 4" : risk === null ? "1 4" : undefined,
  },
});
