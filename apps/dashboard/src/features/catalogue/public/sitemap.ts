import { attackPatterns } from "@portcullis/catalogue";
import type { CatalogueNames, ListCatalogueNamesInput } from "@portcullis/control-plane";
import { attackHref, serverHref, toolHref } from "./paths.ts";

/** How many addresses one file may hold (sitemaps.org); one server's own page stands before its tools. */
export const addressesMax = 50_000;

type ListNames = (input: ListCatalogueNamesInput) => Promise<CatalogueNames[]>;

/**
 * Servers from `after` on, one at a time and read in small steps: no more than one step is in memory, however large the catalogue.
 * Servers of one part have at most as many addresses as a file may hold; a server with more tools than that is cut.
 */
async function* serversAfter(list: ListNames, after: string | undefined): AsyncGenerator<CatalogueNames> {
  for (let last = after; ; ) {
    const step = await list({ ...(last && { after: last }), limit: 500 });
    yield* step;
    last = step.at(-1)?.slug;
    if (step.length < 500) return;
  }
}

/** Where each part of the catalogue begins: after which slug; "" for the first. */
export async function partsOf(list: ListNames): Promise<string[]> {
  const parts = [""];
  let addresses = 0;
  let before = "";
  for await (const { slug, tools } of serversAfter(list, undefined)) {
    const own = Math.min(1 + tools.length, addressesMax);
    if (addresses > 0 && addresses + own > addressesMax) {
      parts.push(before);
      addresses = 0;
    }
    addresses += own;
    before = slug;
  }
  return parts;
}

/** The paths of the part that begins after a slug, with their dates; ends where the next part begins. */
export async function* pathsOf(list: ListNames, after: string): AsyncGenerator<{ path: string; date: Date }> {
  let addresses = 0;
  for await (const { slug, tools, recordedAt } of serversAfter(list, after || undefined)) {
    const own = Math.min(1 + tools.length, addressesMax);
    if (addresses > 0 && addresses + own > addressesMax) return;
    addresses += own;
    yield { path: serverHref(slug), date: recordedAt };
    for (const name of tools.slice(0, own - 1)) yield { path: toolHref(slug, name), date: recordedAt };
  }
}

/** The pages that are always there. */
export const fixedPaths = () => ["/", "/catalogue", "/attacks", ...attackPatterns.map(({ slug }) => attackHref(slug)), "/scan", "/contact"];

export const xmlHead = '<?xml version="1.0" encoding="UTF-8"?>\n';
const namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';

export const sitemapIndex = (urls: readonly string[]) =>
  `${xmlHead}<sitemapindex ${namespace}>\n${urls.map((url) => `<sitemap><loc>${xml(url)}</loc></sitemap>`).join("\n")}\n</sitemapindex>\n`;

/** The XML of one part, in pieces to send as they come. */
export async function* sitemapPart(base: string, paths: AsyncIterable<{ path: string; date?: Date }>): AsyncGenerator<string> {
  yield `${xmlHead}<urlset ${namespace}>\n`;
  for await (const { path, date } of paths) {
    yield `<url><loc>${xml(base + path)}</loc>${date ? `<lastmod>${date.toISOString().slice(0, 10)}</lastmod>` : ""}</url>\n`;
  }
  yield "</urlset>\n";
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
const xml = (text: string) => text.replace(/[&<>"']/g, (letter) => entities[letter] as string);
