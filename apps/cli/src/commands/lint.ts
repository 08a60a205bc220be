import { type Finding, lint as lintPolicy, type ToolFacts } from "@portcullis/policy";
import { type Console, type ExitCode, exit, paint } from "../console.ts";
import { findingLine } from "../documents/finding-line.ts";
import { type JsonDocument, readDocument } from "../documents/json-document.ts";
import { readTools } from "../documents/tools-document.ts";
import { readArguments } from "../input/read-arguments.ts";
import { UnusableInput } from "../input/unusable-input.ts";
import { positionOf } from "../json/position.ts";

/** `lint FILE… [--tools FILE] [--format text|json] [--severity error|warning]`: what is wrong or doubtful in policies. */
export async function lint(args: string[], io: Console, stdin: NodeJS.ReadableStream): Promise<ExitCode> {
  const { options, files } = readArguments(
    "lint",
    args,
    { tools: "text", format: ["text", "json"], severity: ["error", "warning"] },
    { names: 'a policy FILE, several of them, or "-"', min: 1, max: Number.POSITIVE_INFINITY },
  );
  const tools = options.tools === undefined ? undefined : await readTools(options.tools, stdin);
  const found: Found[] = [];
  for (const file of files) {
    const document = await readDocument(file, stdin);
    const findings = findingsIn(document, tools).filter(({ severity }) => severity === "error" || options.severity !== "error");
    found.push(...findings.map((finding) => ({ document, finding })));
  }
  if (options.format === "json") io.out(`${JSON.stringify(found.map(asJson), null, 2)}\n`);
  else for (const { document, finding } of found) io.out(`${findingLine(document, finding, painted(io, finding.severity))}\n`);
  io.error(tally(found));
  return found.length > 0 ? exit.found : exit.done;
}

type Found = { document: JsonDocument; finding: Finding };

const findingsIn = (document: JsonDocument, tools: readonly ToolFacts[] | undefined): Finding[] => {
  const findings = lintPolicy(document.text, tools && { tools });
  // Whatever the engine cannot read at all is no policy with faults, even where this reader could.
  const unread = findings.filter(({ code }) => code === "json_syntax");
  if (unread.length > 0) throw new UnusableInput(...unread.map((finding) => findingLine(document, finding)));
  return findings;
};

const asJson = ({ document: { name, text, root }, finding }: Found) => ({
  file: name,
  ...positionOf(text, root, finding.pointer),
  ...finding,
});

const painted = (io: Console, severity: Finding["severity"]): string => paint(io, severity === "error" ? "red" : "yellow", severity);

const tally = (found: readonly Found[]): string => {
  const errors = found.filter(({ finding }) => finding.severity === "error").length;
  return found.length === 0 ? "No findings." : `${count(errors, "error")}, ${count(found.length - errors, "warning")}.`;
};

const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? "" : "s"}`;
