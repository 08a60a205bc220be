import { likenessOf, nameSkeleton, revealHidden } from "@portcullis/catalogue";
import type { Tx } from "@portcullis/db";
import type { Caller } from "../caller.ts";
import type { LookAlike } from "./review.ts";

/** Names of one server's tools and what reads like them anywhere in the organization. The same tool of a server that is registered twice is no look-alike. */
export async function lookAlikesOf(tx: Tx, { organizationId }: Caller, serverId: string): Promise<(name: string) => LookAlike[]> {
  const tools = await tx.tool.findMany({
    where: { organizationId },
    select: { name: true, digest: true, server: { select: { id: true, slug: true, name: true } } },
    orderBy: [{ name: "asc" }],
    take: toolsMax,
  });
  const bySkeleton = new Map<string, typeof tools>();
  for (const tool of tools) {
    const skeleton = nameSkeleton(tool.name);
    const alike = bySkeleton.get(skeleton);
    if (alike) alike.push(tool);
    else bySkeleton.set(skeleton, [tool]);
  }
  return (name) => {
    const alike = bySkeleton.get(nameSkeleton(name)) ?? [];
    const own = alike.find((tool) => tool.name === name && tool.server.id === serverId);
    const shown: typeof alike = [];
    // No further than is shown: a server may list thousands of names that all look alike.
    for (const tool of alike) {
      if (shown.length === shownMax) break;
      if (tool !== own && !(own && tool.name === name && Buffer.compare(tool.digest, own.digest) === 0)) shown.push(tool);
    }
    return shown.map(({ name: tool, server }) => ({
      serverSlug: server.slug,
      serverName: server.name,
      tool,
      shownTool: revealHidden(tool),
      why: likenessOf(name, tool) ?? "confusable",
    }));
  };
}

/** Of all servers of an organization. */
const toolsMax = 50_000;
const shownMax = 10;
