import { categoryOrder, riskOf } from "@portcullis/catalogue";
import type { Inventory } from "@portcullis/control-plane";
import { expect, test } from "vitest";
import { filteredRows, toolRows } from "../rows.ts";
import { pictureOf } from "./picture-graph.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Grants that reach each server under one of three policies. */
function large(grants: number, servers: number, tools: number): Inventory {
  const categoryAt = (n: number) => categoryOrder[n % categoryOrder.length] ?? "read";
  const states = ["allowed", "limited", "conditional", "approval", "denied", "hidden"] as const;
  return {
    servers: numbers(servers).map((s) => ({
      slug: `s${s}`,
      name: `Server ${s}`,
      enabled: true,
      tools: numbers(tools).map((t) => ({ name: `tool_${t}`, category: categoryAt(t), risk: riskOf(categoryAt(t)) })),
    })),
    policies: numbers(servers * 3).map((p) => ({
      id: `p${p}`,
      name: `policy ${p}`,
      serverSlug: `s${p % servers}`,
      version: 1,
      observing: p % 7 === 6,
      states: numbers(tools).map((t) => states[(t * 7 + p) % states.length] ?? "denied"),
      rules: numbers(tools).map(() => "/tools/*"),
      approvers: numbers(tools).map(() => ""),
    })),
    grants: numbers(grants).map((g) => ({
      id: `g${g}`,
      label: `grant ${g}`,
      expiresAt: null,
      access: numbers(servers).map((s) => ({ serverSlug: `s${s}`, policyId: `p${s + servers * (g % 3)}`, shadowPolicyName: null })),
    })),
  };
}

test("nobody overlaps in a column, every edge has its ends, and a group opens to its tools", () => {
  const rows = toolRows(large(5, 3, 60));
  const [group] = pictureOf(rows, new Set()).nodes.filter(({ kind }) => kind === "category");
  const { nodes, edges } = pictureOf(rows, new Set([group!.id]));
  expect(nodes.filter(({ kind }) => kind === "tool")).toHaveLength(10);
  const ids = new Set(nodes.map(({ id }) => id));
  expect(ids.size).toBe(nodes.length);
  for (const { from, to } of edges) expect([ids.has(from), ids.has(to)]).toEqual([true, true]);
  for (const kind of ["grant", "server", "category", "tool"]) {
    const column = nodes
      .filter((node) => node.kind === kind)
      .map(({ y }) => y)
      .sort((a, b) => a - b);
    for (const [index, y] of column.entries()) if (index > 0) expect(y - (column[index - 1] ?? 0)).toBeGreaterThanOrEqual(34);
  }
});

test("an edge has the risk of the worst call that passes; a filter by grant leaves that grant alone", () => {
  const rows = toolRows(large(3, 1, 6));
  expect(pictureOf(rows, new Set()).edges.find(({ from }) => from === "server s0")).toBeDefined();
  const { nodes } = pictureOf(filteredRows(rows, { grant: "g1" }), new Set());
  expect(nodes.filter(({ kind }) => kind === "grant")).toHaveLength(1);
  const denied = filteredRows(rows, { grant: "g1", effect: "denied" });
  expect(pictureOf(denied, new Set()).edges.every(({ risk }) => risk === null)).toBe(true);
});

test("50 grants × 10 servers × 500 tools: a picture of some hundred nodes, quickly", () => {
  const inventory = large(50, 10, 500);
  const start = performance.now();
  const rows = toolRows(inventory);
  const { nodes, edges } = pictureOf(rows, new Set());
  expect(performance.now() - start).toBeLessThan(6_000);
  expect([nodes.length, edges.length]).toEqual([50 + 10 + 60, 500 + 60]);
});
