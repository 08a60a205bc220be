// Bundles one entry with one place of our source changed: a test that is named after a bug must fail on a build that has it.
// Usage: node plant.mjs <entry> <outfile> '<{ "file": …, "from": …, "to": … }, paths from the project's root; or nothing>'
// The place must be there exactly once, so that a test cannot go on passing over a bug that is no longer planted.
import fs from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const root = path.join(import.meta.dirname, "..");
const [entry, outfile, text] = process.argv.slice(2);
const bug = text === undefined ? undefined : JSON.parse(text);
const ours = (name) => name.startsWith(".") || path.isAbsolute(name) || name.startsWith("@portcullis/");

await build({
  entryPoints: [path.join(root, entry)],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  logLevel: "error",
  plugins: [
    {
      name: "planted",
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /.*/ }, ({ path: name }) => (ours(name) ? undefined : { path: name, external: true }));
        if (bug === undefined) return;
        const place = fs.realpathSync(path.join(root, bug.file));
        const source = fs.readFileSync(place, "utf8");
        if (source.split(bug.from).length !== 2) throw new Error(`${bug.file} does not have this place once: ${bug.from}`);
        onLoad({ filter: /\.ts$/ }, ({ path: loaded }) =>
          loaded === place ? { contents: source.replace(bug.from, () => bug.to), loader: "ts" } : undefined,
        );
      },
    },
  ],
});
