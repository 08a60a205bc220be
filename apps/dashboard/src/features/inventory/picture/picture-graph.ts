import { type Category, categoryOrder, type Risk, riskOf } from "@portcullis/catalogue";
import { isCallable, type Tally, type ToolRow, tallyOf } from "../rows.ts";

export type GrantNode = { kind: "grant"; id: string; y: number; grantId: string; label: string };
export type ServerNode = { kind: "server"; id: string; y: number; slug: string; name: string; tools: number; enabled: boolean };
/** All tools of one category on one server, with what the chosen grants may do with them. */
export type CategoryNode = { kind: "category"; id: string; y: number; category: Category; tools: number; tally: Tally; expanded: boolean };
export type ToolNode = { kind: "tool"; id: string; y: number; name: string; risk: Risk; tally: Tally };
export type MoreNode = { kind: "more"; id: string; y: number; count: number };
export type PictureNode = GrantNode | ServerNode | CategoryNode | ToolNode | MoreNode;

/** `risk`: of the worst that may be called that way; null where every call is refused. */
export type PictureEdge = { id: string; from: string; to: string; risk: Risk | null; observing: boolean };
export type Picture = { nodes: PictureNode[]; edges: PictureEdge[]; height: number };

const rowHeight = { grant: 44, server: 84, category: 52, tool: 34 };
/** As many tools as a group shows; the table has the rest. */
const toolsMax = 40;

/** Grants, the servers they reach, and the tools there by category, in columns. `expanded` names the groups that show their tools. */
export function pictureOf(rows: readonly ToolRow[], expanded: ReadonlySet<string>): Picture {
  const servers = groupedBy(rows, ({ serverSlug }) => serverSlug);
  const nodes: PictureNode[] = [];
  const edges: PictureEdge[] = [];
  const grants = new Map<string, string>();
  let y = 0;
  for (const [slug, tools] of servers) {
    const [first] = tools as [ToolRow];
    const groups = groupedBy(tools, ({ category }) => category);
    const top = y;
    for (const category of categoryOrder) {
      const members = groups.get(category);
      if (!members) continue;
      const id = `category ${slug} ${category}`;
      const isExpanded = expanded.has(id);
      nodes.push({
        kind: "category",
        id,
        y,
        category,
        tools: members.length,
        tally: tallyOf(members.flatMap(({ holders }) => holders)),
        expanded: isExpanded,
      });
      edges.push({ id: `${slug} ${id}`, from: `server ${slug}`, to: id, ...worstOf(members) });
      const shown = isExpanded ? members.slice(0, toolsMax) : [];
      for (const [index, tool] of shown.entries()) {
        const toolId = `tool ${tool.key}`;
        nodes.push({
          kind: "tool",
          id: toolId,
          y: y + index * rowHeight.tool,
          name: tool.name,
          risk: tool.risk,
          tally: tallyOf(tool.holders),
        });
        edges.push({ id: `${id} ${toolId}`, from: id, to: toolId, ...worstOf([tool]) });
      }
      if (isExpanded && members.length > shown.length)
        nodes.push({ kind: "more", id: `more ${id}`, y: y + shown.length * rowHeight.tool, count: members.length - shown.length });
      y += Math.max(rowHeight.category, (shown.length + (members.length > shown.length && isExpanded ? 1 : 0)) * rowHeight.tool + 12);
    }
    y = Math.max(y, top + rowHeight.server);
    nodes.push({
      kind: "server",
      id: `server ${slug}`,
      y: top + (y - top - rowHeight.server) / 2,
      slug,
      name: first.serverName,
      tools: tools.length,
      enabled: first.serverEnabled,
    });
    for (const [grantId, { label, ...worst }] of worstByGrant(tools)) {
      grants.set(grantId, label);
      edges.push({ id: `${grantId} ${slug}`, from: `grant ${grantId}`, to: `server ${slug}`, ...worst });
    }
    y += 16;
  }
  const height = Math.max(y, grants.size * rowHeight.grant);
  const start = (height - grants.size * rowHeight.grant) / 2;
  for (const [index, [grantId, label]] of [...grants].entries())
    nodes.push({ kind: "grant", id: `grant ${grantId}`, y: start + index * rowHeight.grant, grantId, label });
  return { nodes, edges, height };
}

const riskRank: Record<Risk, number> = { low: 0, medium: 1, high: 2, critical: 3 };

type Worst = { risk: Risk | null; observing: boolean };

function worstOf(rows: readonly ToolRow[]): Worst {
  const worst: Worst = { risk: null, observing: false };
  for (const { category, holders } of rows) for (const holder of holders) note(worst, category, holder);
  return worst;
}

/** The same for each grant that reaches the tools, in one pass: there may be a quarter of a million of pairs. */
function worstByGrant(rows: readonly ToolRow[]): Map<string, Worst & { label: string }> {
  const found = new Map<string, Worst & { label: string }>();
  for (const { category, holders } of rows) {
    for (const holder of holders) {
      let worst = found.get(holder.grantId);
      if (!worst) {
        worst = { label: holder.label, risk: null, observing: false };
        found.set(holder.grantId, worst);
      }
      note(worst, category, holder);
    }
  }
  return found;
}

function note(worst: Worst, category: Category, holder: ToolRow["holders"][number]): void {
  if (!isCallable(holder)) return;
  const risk = riskOf(category);
  if (worst.risk === null || riskRank[risk] > riskRank[worst.risk]) worst.risk = risk;
  worst.observing ||= holder.observing;
}

function groupedBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
