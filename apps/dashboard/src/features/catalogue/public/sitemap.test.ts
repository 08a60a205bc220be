import type { CatalogueNames } from "@portcullis/control-plane";
import { expect, test } from "vitest";
import { addressesMax, partsOf, pathsOf, sitemapIndex, sitemapPart } from "./sitemap.ts";

/** A catalogue of `sizes[n]` tools in server n, answered in steps as the control plane does; counts how much it gives at once. */
function catalogue(sizes: readonly number[]) {
  const rows = sizes.map((size, index) => ({ slug: `s${String(index).padStart(5, "0")}`, size }));
  let most = 0;
  const list = async ({ after = "", limit = 1_000 }: { after?: string; limit?: number }): Promise<CatalogueNames[]> => {
    const step = rows.filter(({ slug }) => slug > after).slice(0, limit);
    most = Math.max(most, step.length);
    return step.map(({ slug, size }) => ({ slug, recordedAt: new Date(0), tools: Array.from({ length: size }, (_, n) => `t${n}<&>`) }));
  };
  return { list, most: () => most };
}

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test("parts hold every address once, none more than a file may, and are read in small steps", async () => {
  const { list, most } = catalogue([...Array(1_200).fill(99), 60_000, 3, 49_999, 1]);
  const parts = await partsOf(list);
  const paths = await Promise.all(parts.map((after) => allOf(pathsOf(list, after))));
  const counts = paths.map(({ length }) => length);
  expect(Math.max(...counts)).toBeLessThanOrEqual(addressesMax);
  expect(Math.min(...counts)).toBeGreaterThan(0);
  const all = paths.flat().map(({ path }) => path);
  // One server alone has more tools than a file holds.
  expect(all).toHaveLength(1_200 * 100 + addressesMax + 4 + 50_000 + 2);
  expect(new Set(all).size).toBe(all.length);
  expect(most()).toBe(500);
});

test("an empty catalogue has one empty part", async () => {
  const { list } = catalogue([]);
  expect(await partsOf(list)).toEqual([""]);
  expect((await allOf(sitemapPart("http://a.test", pathsOf(list, "")))).join("")).toContain("<urlset");
});

test("names cannot leave their element", async () => {
  const { list } = catalogue([1]);
  const xml = (await allOf(sitemapPart("http://a.test", pathsOf(list, "")))).join("");
  expect(xml).toContain("<loc>http://a.test/catalogue/s00000/t0~3C~26~3E</loc><lastmod>1970-01-01</lastmod>");
  expect(sitemapIndex(["http://a.test/x?a=1&b=2"])).toContain("<loc>http://a.test/x?a=1&amp;b=2</loc>");
});
