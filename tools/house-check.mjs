// What no linter knows of this house: file lengths, rooms named after nothing, the environment read in one place, documents whose paths exist.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => file && fs.existsSync(path.join(root, file)));
const read = (file) => fs.readFileSync(path.join(root, file), "utf8");
const problems = [];

const code = files.filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !/\.(test|d)\.|\/testing\/|^packages\/e2e\//.test(file));
for (const file of code) {
  const lines = read(file).split("\n").length;
  if (lines > 400) problems.push(`${file}: ${lines} lines; a file stops at 400`);
  if (/(^|\/)(utils?|helpers?|common|shared|misc|lib|core|types)(\/|\.tsx?$)/.test(file))
    problems.push(`${file}: a room or file named after nothing`);
  // (Next's instrumentation.ts must ask process.env itself which runtime it is in: the bundler reads that line.)
  if (
    /process\.env\b/.test(read(file)) &&
    !/(^|\/)(env\.ts|instrumentation\.ts|[\w.-]+\.config\.(ts|mjs))$|^(scripts|tools)\//.test(file)
  ) {
    problems.push(`${file}: process.env is read in env.ts only`);
  }
}

// AGENTS.md and the decisions name files; each must exist.
for (const document of files.filter((file) => file === "AGENTS.md" || file.startsWith("docs/decisions/"))) {
  for (const [, cited] of read(document).matchAll(/`((?:apps|packages|prisma|scripts|tools|docs)\/[\w./-]+)`/g)) {
    if (!fs.existsSync(path.join(root, cited))) problems.push(`${document} cites ${cited}, which does not exist`);
  }
}

if (problems.length > 0) {
  console.log(problems.join("\n"));
  process.exit(1);
}
