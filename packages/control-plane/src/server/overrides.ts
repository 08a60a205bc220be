import type { Category } from "@portcullis/catalogue";
import type { Tx } from "@portcullis/db";
import type { Caller } from "../caller.ts";
import type { CategoryOverride } from "./server.ts";

/** The categories that people have given tools of a server, by tool. */
export async function overridesOf(
  tx: Tx,
  { organizationId }: Pick<Caller, "organizationId">,
  serverId: string,
): Promise<Map<string, CategoryOverride>> {
  const rows = await tx.toolCategoryOverride.findMany({ where: { organizationId, serverId } });
  return new Map(
    rows.map(({ toolName, category, reason, setByName, setAt }) => [
      toolName,
      { category: category as Category, reason, setBy: setByName, setAt },
    ]),
  );
}
