// Bundles one entry for Node: the house's own rooms go in, packages from npm stay outside, but for the one that no service has beside its bundle.
// What an entry imports only when it needs it (`import()`) goes into chunks beside it.
// Usage: node bundle.mjs src/main.ts dist/main.mjs [--watch]
import fs from "node:fs";
import path from "node:path";
import { context } from "esbuild";

const [entry, outfile, watch] = process.argv.slice(2);
const ours = (name) => name.startsWith(".") || path.isAbsolute(name) || name.startsWith("@portcullis/") || name === "nodemailer";

const { dir: outdir, name: out, ext } = path.parse(outfile);
fs.rmSync(path.join(outdir, "chunks"), { recursive: true, force: true });

const bundle = await context({
  entryPoints: [{ in: entry, out }],
  outdir,
  outExtension: { ".js": ext },
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
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
