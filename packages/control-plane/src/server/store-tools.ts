import type { Tx } from "@portcullis/db";
import type { Context } from "../caller.ts";
import { classifyTools } from "./classify-tools.ts";
import type { MetTool } from "./meet.ts";

/** Names of the tools that a discovery found new, gone or with another definition. */
export type ToolChanges = { added: string[]; removed: string[]; changed: string[] };

/** A server's whole list. `since`: by the database's clock, from before the server was asked for it. */
export type Listed = {
  tools: readonly MetTool[] /** What the server calls itself: it helps to understand its tools. */;
  serverName: string | undefined;
  since: Date;
};

/**
 * Makes the stored tools those of a discovery, in its order, and says of each what it is. Dates of what did not change stay, and so does what has been seen
 * later than the list was asked for. Nothing is accepted by it.
 */
export async function storeTools(
  tx: Tx,
  { newId }: Pick<Context, "newId">,
  serverId: string,
  { since, ...listed }: Listed,
): Promise<ToolChanges> {
  const rows = await tx.$queryRaw<ChangeRow[]>`
    SELECT change, name FROM portcullis.store_listed_tools(${serverId}::uuid, ${since}, ${listedRows(listed, newId)}::jsonb)`;
  await tx.$executeRaw`UPDATE portcullis.tool_poll SET is_unreadable = false, failure = NULL WHERE server_id = ${serverId}::uuid AND failure IS NOT NULL`;
  return changesOf(rows);
}

export type ChangeRow = { change: "added" | "removed" | "changed"; name: string };

/** What `store_listed_tools` takes, as JSON. */
export function listedRows({ tools, serverName }: Omit<Listed, "since">, newId: () => string): string {
  const classified = classifyTools(tools, serverName);
  return JSON.stringify(
    tools.map(({ name, definition, digest }, position) => {
      const { category, confidence, categoryRules: rules } = classified.get(name) ?? {};
      return { id: newId(), name, definition, digest, position, category, confidence, rules };
    }),
  );
}

export function changesOf(rows: readonly ChangeRow[]): ToolChanges {
  const names = (kind: ChangeRow["change"]) => rows.filter(({ change }) => change === kind).map(({ name }) => name);
  return { added: names("added"), removed: names("removed"), changed: names("changed") };
}
