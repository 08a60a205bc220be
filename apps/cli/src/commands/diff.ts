import { diff as diffPolicies, type Outcome, type PolicyDiff } from "@portcullis/policy";
import { type Console, type ExitCode, exit, paint } from "../console.ts";
import { type ChangedTerm, changedTerms } from "../documents/changed-terms.ts";
import { namedTools } from "../documents/named-tools.ts";
import { readPolicy } from "../documents/policy-document.ts";
import { readTools } from "../documents/tools-document.ts";
import { readArguments } from "../input/read-arguments.ts";
import { printNode } from "../json/to-node.ts";

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
  const { listed, calls } = diffPolicies(before, after, tools);
  const lines = [
    ...listed.map((one) => listedLine(io, one)),
    ...calls.map((one) => callLine(io, one)),
    ...changedTerms(before, after).map((term) => termLine(io, term)),
  ];
  io.out(lines.map((line) => `${line}\n`).join(""));
  if (options.tools === undefined) io.error("Without --tools, the policies are compared for the tools that they name.");
  if (lines.length === 0) io.error("No difference found.");
  return lines.length > 0 ? exit.found : exit.done;
}

const listedLine = (io: Console, { tool, after }: PolicyDiff["listed"][number]): string =>
  after ? paint(io, "green", `+ tools/list shows ${tool}`) : paint(io, "red", `- tools/list no longer shows ${tool}`);

const callLine = (io: Console, { call, before, after }: PolicyDiff["calls"][number]): string =>
  `~ ${call.name} ${call.arguments ? printNode(call.arguments) : "{}"}: ${outcome(io, before)} → ${outcome(io, after)}`;

const outcome = (io: Console, { effect, reason, rule }: Outcome): string =>
  `${paint(io, effect === "allow" ? "green" : "red", effect)} ${reason}${rule === "" ? "" : ` (${rule})`}`;

const termLine = (io: Console, { pointer, before, after }: ChangedTerm): string =>
  `~ ${pointer}: ${paint(io, "red", term(before))} → ${paint(io, "green", term(after))}`;

const term = (value: unknown): string => (value === undefined ? "(none)" : JSON.stringify(value));
