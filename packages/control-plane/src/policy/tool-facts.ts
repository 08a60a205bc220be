import type { Tx } from "@portcullis/db";
import type { ToolFacts } from "@portcullis/policy";
import type { Caller } from "../caller.ts";

/** A server's live tools as lint and compile want them. @param reviewedAt given, tools first seen later say so */
export async function toolFactsOf(tx: Tx, { organizationId }: Caller, serverId: string, reviewedAt?: Date): Promise<ToolFacts[]> {
  const tools = await tx.tool.findMany({
    where: { organizationId, serverId },
    orderBy: [{ position: "asc" }, { name: "asc" }],
    select: { name: true, definition: true, firstSeenAt: true },
  });
  return tools.map((tool) => ({
    ...factsOf(tool),
    ...(reviewedAt !== undefined && tool.firstSeenAt > reviewedAt && { addedSinceReview: true }),
  }));
}

/** The facts in a definition. Every discovered tool counts as accepted until definitions are reviewed by people. */
export const factsOf = ({ name, definition }: { name: string; definition: string }): ToolFacts => ({
  name,
  inputSchema: (JSON.parse(definition) as { inputSchema?: unknown }).inputSchema,
  accepted: true,
});
