// Bundles one entry for Node: the house's own rooms go in, packages from npm stay outside.
// Usage: node bundle.mjs src/main.ts dist/main.mjs [--watch]
import path from "node:path";
import { context } from "esbuild";

const [entry, outfile, watch] = process.argv.slice(2);
const ours = (name) => name.startsWith(".") || path.isAbsolute(name) || name.startsWith("@portcullis/");

const bundle = await context({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "linked",
  sourcesContent: false,
  banner: { js: "#!/usr/bin/env node" },
  plugins: [
    {
      name: "npm-stays-outside",
      setup(build) {
        build.onResolve({ filter: /.*/ }, ({ path: name }) => (ours(name) ? undefined : { path: name, external: true }));
      },
    },
  ],
});
await bundle.rebuild();
if (watch === "--watch") await bundle.watch();
else await bundle.dispose();
