import { type Console, type ExitCode, exit } from "../console.ts";
import { differenceLines } from "../documents/difference-lines.ts";
import { namedTools } from "../documents/named-tools.ts";
import { readPolicy } from "../documents/policy-document.ts";
import { readTools } from "../documents/tools-document.ts";
import { readArguments } from "../input/read-arguments.ts";

/** `diff A B [--tools FILE]`: what another policy would change, in what it means and not in its text. */
export async function diff(args: string[], io: Console, stdin: NodeJS.ReadableStream): Promise<ExitCode> {
  const { options, files } = readArguments(
    "diff",
    args,
    { tools: "text" },
    { names: 'two policies, A and B; one of them may be "-"', min: 2, max: 2 },
  );
  const [a, b] = files as [string, string];
  const before = (await readPolicy(a, stdin)).policy;
  const after = (await readPolicy(b, stdin)).policy;
  const tools = options.tools === undefined ? namedTools([before, after]) : await readTools(options.tools, stdin);
  const lines = differenceLines(io, before, after, tools);
  io.out(lines.map((line) => `${line}\n`).join(""));
  if (options.tools === undefined) io.error("Without --tools, the policies are compared for the tools that they name.");
  if (lines.length === 0) io.error("No difference found.");
  return lines.length > 0 ? exit.found : exit.done;
}
