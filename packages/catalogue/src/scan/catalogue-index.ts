import type { Category } from "../category.ts";
import { classify } from "../classify/classify.ts";
import type { ServerRecord } from "../import/server-record.ts";
import type { ConfiguredServer } from "./configuration.ts";

/** What a check needs of a catalogued server: how it is recognized, and what each of its tools does. Small enough to be sent to a browser. */
export type IndexedServer = {
  slug: string;
  name: string;
  registry?: string;
  package?: string;
  url?: string;
  tools: readonly (readonly [name: string, category: Category])[];
};

export type CatalogueIndex = readonly IndexedServer[];

/** The index entry of a record, its tools classified. */
export function indexedServer(record: ServerRecord): IndexedServer {
  const { slug, name, registry, package: packageName, url, tools = [] } = record;
  const context = { name, tools: tools.map((tool) => tool.name) };
  return {
    slug,
    name,
    ...(registry !== undefined && { registry }),
    ...(packageName !== undefined && { package: packageName }),
    ...(url !== undefined && { url }),
    tools: tools.map((tool) => [tool.name, classify(tool, context).category]),
  };
}

/** The catalogued server that a configured one is: by its package, or by its URL. Names decide nothing: anybody may give any. */
export function findIndexed(index: CatalogueIndex, server: Pick<ConfiguredServer, "package" | "url">): IndexedServer | undefined {
  const { package: wanted, url } = server;
  if (wanted) {
    const name = wanted.name.toLowerCase();
    const found = index.find((one) => one.registry === wanted.registry && one.package?.toLowerCase() === name && one.tools.length > 0);
    if (found) return found;
  }
  if (url === undefined) return undefined;
  const plain = (text: string) => text.replace(/\/+$/, "").toLowerCase();
  return index.find((one) => one.url !== undefined && plain(one.url) === plain(url) && one.tools.length > 0);
}
