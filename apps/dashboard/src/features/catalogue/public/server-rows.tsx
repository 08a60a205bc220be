import { shown } from "@portcullis/catalogue";
import type { CatalogueServerSummary } from "@portcullis/control-plane";
import { serverHref } from "./paths.ts";
import { RowList } from "./row-list.tsx";

/** Servers in a list: the name, what it can do, and in its own words what it is for. */
export function ServerRows({ servers }: { servers: readonly CatalogueServerSummary[] }) {
  const rows = servers.map((server) => ({
    href: serverHref(server.slug),
    name: shown(server.name, 80),
    ...(server.description && { text: shown(server.description, 140) }),
    words: toolWords(server),
  }));
  return <RowList kind="servers" rows={rows} />;
}

/** "102 tools, 61 can modify or destroy". */
export function toolWords({ toolCount, counts }: Pick<CatalogueServerSummary, "toolCount" | "counts">): string {
  if (toolCount === 0) return "tools not recorded yet";
  const changing = toolCount - counts.read - counts.unclassified;
  const number = (of: number) => of.toLocaleString("en-US");
  return `${number(toolCount)} ${toolCount === 1 ? "tool" : "tools"}, ${changing === 0 ? "none" : number(changing)} can modify or destroy`;
}
