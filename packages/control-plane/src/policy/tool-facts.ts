import type { Tx } from "@portcullis/db";
import type { Category, ToolFacts } from "@portcullis/policy";
import type { Caller } from "../caller.ts";
import { overridesOf } from "../server/overrides.ts";

/** A server's tools as lint and compile want them. */
export async function toolFactsOf(tx: Tx, { organizationId }: Caller, serverId: string): Promise<ToolFacts[]> {
  const tools = await tx.tool.findMany({
    where: { organizationId, serverId },
    orderBy: [{ position: "asc" }, { name: "asc" }],
    select: { name: true, definition: true, digest: true, category: true },
  });
  const overrides = await overridesOf(tx, { organizationId }, serverId);
  const pins = await tx.toolPin.findMany({ where: { organizationId, serverId }, select: { name: true, digest: true } });
  const pinned = new Map(pins.map(({ name, digest }) => [name, digest]));
  return tools.map(({ digest, ...tool }) =>
    factsOf({ ...tool, category: overrides.get(tool.name)?.category ?? tool.category, accepted: isPinned(pinned.get(tool.name), digest) }),
  );
}

/** A tool is its definition: accepted while the server lists exactly what a person accepted. */
export const isPinned = (pin: Uint8Array | null | undefined, digest: Uint8Array): boolean => !!pin && Buffer.compare(pin, digest) === 0;

type FactRow = { name: string; definition: string; category: string; accepted: boolean };

/** The facts in a definition; `category` is the one that counts. */
export const factsOf = ({ name, definition, category, accepted }: FactRow): ToolFacts => ({
  name,
  category: category as Category,
  inputSchema: (JSON.parse(definition) as { inputSchema?: unknown }).inputSchema,
  accepted,
});
