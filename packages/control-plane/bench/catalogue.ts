/** The catalogue at size: import, search, pages. Run by scripts/bench-catalogue-database.mjs; prints one JSON object. */

import { openDatabase } from "@portcullis/db";
import { parseKeyring, roleUrl } from "@portcullis/db/keys";
import { getCatalogueServer, getCatalogueTool, importCatalogue, type SearchCatalogueInput, searchCatalogue } from "../src/index.ts";
import { generatedServers, numbers, queries } from "./generated-servers.ts";

const [ownerUrl = "", rootKey = "", servers = "50000", toolsEach = "12"] = process.argv.slice(2);

const since = performance.now();
const imported = await importCatalogue({ ownerUrl }, generatedServers(Number(servers), Number(toolsEach)), {
  onProgress: (done) =>
    done % 5_000 < 500 && process.stderr.write(`${done} servers, ${Math.round((performance.now() - since) / 1_000)} s\n`),
});
const importSeconds = (performance.now() - since) / 1_000;

const database = openDatabase({ url: roleUrl(ownerUrl, "pc_app", parseKeyring(rootKey)), max: 4 });
const cp = { database };
const filters: Partial<SearchCatalogueInput>[] = [
  {},
  {},
  { risk: "critical" },
  { category: "financial" },
  { signal: "path" },
  { category: "read", signal: "credentials" },
];
const asked = queries(300).map((query, index) => ({
  query,
  of: index % 3 === 0 ? ("servers" as const) : ("tools" as const),
  ...filters[index % filters.length],
}));
for (const input of asked.slice(0, 20)) await searchCatalogue(cp, input);
const slowest: { ms: number; input: object; total: number }[] = [];
const search = await times(asked, async (input) => {
  const start = performance.now();
  const { total } = await searchCatalogue(cp, input);
  slowest.push({ ms: Math.round(performance.now() - start), input, total });
});
const next = await times(asked.slice(0, 60), async (input) => {
  const first = await searchCatalogue(cp, input);
  if (first.next !== null) await searchCatalogue(cp, { ...input, cursor: first.next });
});
const random = numbers(3);
const names = Array.from({ length: 100 }, () => Math.floor(random() * imported.added.length)).map((at) => imported.added[at] as string);
const serverPages = await times(names, async (slug) => void (await getCatalogueServer(cp, { slug })));
const toolPages = await times(names, async (slug) => {
  const [tool] = (await getCatalogueServer(cp, { slug })).tools;
  await getCatalogueTool(cp, { server: slug, tool: tool?.name ?? "" });
});
await database.close();
process.stdout.write(
  JSON.stringify({
    servers: imported.added.length,
    tools: imported.tools,
    importSeconds,
    toolsPerSecond: imported.tools / importSeconds,
    search,
    firstTwoPages: next,
    serverPages,
    serverThenToolPages: toolPages,
    slowest: slowest.sort((a, b) => b.ms - a.ms).slice(0, 10),
  }),
);

async function times<Input>(inputs: readonly Input[], work: (input: Input) => Promise<void>) {
  const taken: number[] = [];
  for (const input of inputs) {
    const start = performance.now();
    await work(input);
    taken.push(performance.now() - start);
  }
  taken.sort((a, b) => a - b);
  const at = (share: number) => Math.round((taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] as number) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}
