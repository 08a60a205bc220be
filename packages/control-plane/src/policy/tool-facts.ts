import type { Tx } from "@portcullis/db";
import type { Category, ToolFacts } from "@portcullis/policy";
import type { Caller } from "../caller.ts";
import { overridesOf } from "../server/overrides.ts";

/** A server's live tools as lint and compile want them. @param reviewedAt given, tools first seen later say so */
export async function toolFactsOf(tx: Tx, { organizationId }: Caller, serverId: string, reviewedAt?: Date): Promise<ToolFacts[]> {
  const tools = await tx.tool.findMany({
    where: { organizationId, serverId },
    orderBy: [{ position: "asc" }, { name: "asc" }],
    select: { name: true, definition: true, category: true, firstSeenAt: true },
  });
  const overrides = await overridesOf(tx, { organizationId }, serverId);
  return tools.map((tool) => ({
    ...factsOf({ ...tool, category: overrides.get(tool.name)?.category ?? tool.category }),
    ...(reviewedAt !== undefined && tool.firstSeenAt > reviewedAt && { addedSinceReview: true }),
  }));
}

/** The facts in a definition; `category` is the one that counts. Every discovered tool counts as accepted until definitions are reviewed by people. */
export const factsOf = ({ name, definition, category }: { name: string; definition: string; category: string }): ToolFacts => ({
  name,
  category: category as Category,
  inputSchema: (JSON.parse(definition) as { inputSchema?: unknown }).inputSchema,
  accepted: true,
});
