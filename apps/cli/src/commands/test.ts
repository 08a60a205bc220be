import { writeFile } from "node:fs/promises";
import { caseFiles } from "../cases/case-files.ts";
import { judgeCase } from "../cases/judge-case.ts";
import { junitReport } from "../cases/junit-report.ts";
import { type Defaults, type GoldenCase, readCases } from "../cases/read-cases.ts";
import { type Judged, textReport } from "../cases/text-report.ts";
import { type Console, type ExitCode, exit } from "../console.ts";
import { readPolicy } from "../documents/policy-document.ts";
import { readTools } from "../documents/tools-document.ts";
import { readArguments } from "../input/read-arguments.ts";
import { readSource } from "../input/read-source.ts";
import { UnusableInput } from "../input/unusable-input.ts";

/** `test FILE|DIR… [--policy FILE] [--tools FILE] [--reporter text|junit] [--output FILE]`: runs golden cases. */
export async function test(args: string[], io: Console, stdin: NodeJS.ReadableStream): Promise<ExitCode> {
  const { options, files } = readArguments(
    "test",
    args,
    { policy: "text", tools: "text", reporter: ["text", "junit"], output: "text" },
    { names: 'FILEs or folders of cases, or "-"', min: 1, max: Number.POSITIVE_INFINITY },
  );
  if (options.output === "-") throw new UnusableInput("--output is a file; without it the report goes to standard output.");
  const defaults: Defaults = {
    policyText: options.policy === undefined ? undefined : (await readPolicy(options.policy, stdin)).text,
    tools: options.tools === undefined ? undefined : await readTools(options.tools, stdin),
  };
  // Everything is read before anything is judged: a report over half of the cases would look like one over all.
  const cases: GoldenCase[] = [];
  for (const file of await caseFiles(files)) cases.push(...readCases(await readSource(file, stdin), defaults));
  const judged: Judged[] = cases.map((one) => ({ one, verdict: judgeCase(one) }));
  const written = options.output === undefined ? io : { ...io, colors: false };
  await deliver(options.reporter === "junit" ? junitReport(judged) : textReport(judged, written), options.output, io);
  const failed = judged.filter(({ verdict }) => verdict.status !== "passed").length;
  if (options.reporter === "junit" || options.output !== undefined) io.error(`${judged.length - failed} passed, ${failed} failed`);
  return failed > 0 ? exit.found : exit.done;
}

async function deliver(report: string, output: string | undefined, io: Console): Promise<void> {
  if (output === undefined) return io.out(report);
  await writeFile(output, report).catch((error: Error) => {
    throw new UnusableInput(`${output} cannot be written: ${error.message}`);
  });
}
