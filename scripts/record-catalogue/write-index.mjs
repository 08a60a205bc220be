import fs from "node:fs";
import path from "node:path";

/** The formatter's. */
const lineWidth = 140;

const root = path.join(import.meta.dirname, "../..");

/** Writes packages/catalogue/src/data.ts anew: one loader for each file of the data folder, so that every bundler sees them. */
export function writeIndex() {
  const slugs = fs
    .readdirSync(path.join(root, "packages/catalogue/data"))
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort();
  const loaders = slugs.map((slug) => {
    const load = `load: async () => (await import("../data/${slug}.json", { with: { type: "json" } })).default`;
    const line = `  { slug: "${slug}", ${load} },`;
    return line.length <= lineWidth ? line : `  {\n    slug: "${slug}",\n    ${load},\n  },`;
  });
  const text = `// Written by scripts/record-catalogue.mjs.

/** A server whose tools were recorded by running it; its file is read when it is asked for. */
export type RecordedServer = { slug: string; load: () => Promise<Record<string, unknown>> };

/** The servers that the catalogue ships with, by slug. */
export const recordedServers: readonly RecordedServer[] = [
${loaders.join("\n")}
];
`;
  fs.writeFileSync(path.join(root, "packages/catalogue/src/data.ts"), text);
}
