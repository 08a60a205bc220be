import type { Tx } from "@portcullis/db";
import type { Category, ToolFacts } from "@portcullis/policy";
import type { Caller } from "../caller.ts";
import { isPinned, pinsOf } from "../pin/pins.ts";
import { overridesOf } from "../server/overrides.ts";

/** A server's tools as lint and compile want them. */
export async function toolFactsOf(tx: Tx, { organizationId }: Caller, serverId: string): Promise<ToolFacts[]> {
  const tools = await tx.tool.findMany({
    where: { organizationId, serverId },
    orderBy: [{ position: "asc" }, { name: "asc" }],
    select: { name: true, definition: true, digest: true, category: true },
  });
  const overrides = await overridesOf(tx, { organizationId }, serverId);
  const pins = await pinsOf(tx, { organizationId }, serverId);
  return tools.map(({ digest, ...tool }) =>
    factsOf({ ...tool, category: overrides.get(tool.name)?.category ?? tool.category, accepted: isPinned(pins.get(tool.name), digest) }),
  );
}

type FactRow = { name: string; definition: string; category: string; accepted: boolean };

/** The facts in a definition; `category` is the one that counts. */
export const factsOf = ({ name, definition, category, accepted }: FactRow): ToolFacts => ({
  name,
  category: category as Category,
  inputSchema: (JSON.parse(definition) as { inputSchema?: unknown }).inputSchema,
  accepted,
});
