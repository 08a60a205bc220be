import { createInterface } from "node:readline/promises";
import { type Finding, lint } from "@portcullis/policy";
import { type Console, type ExitCode, exit } from "../console.ts";
import { findingLine } from "../documents/finding-line.ts";
import type { RemoteEnv } from "../env.ts";
import { readArguments } from "../input/read-arguments.ts";
import { UnusableInput } from "../input/unusable-input.ts";
import { openRemote, type Remote, RemoteError } from "../remote/client.ts";
import { readFolder } from "../remote/folder.ts";
import { readState, type State } from "../remote/state.ts";
import { type Made, policyKey, type Step, stepsFor } from "../remote/steps.ts";
import { linesOf, told } from "../remote/told.ts";

/** `push DIR [--dry-run] [--yes]`: an installation becomes what the files say. */
export async function push(args: string[], env: RemoteEnv, io: Console, stdin: NodeJS.ReadableStream): Promise<ExitCode> {
  const { options, files } = readArguments("push", args, { "dry-run": "flag", yes: "flag" }, { names: "one DIR", min: 1, max: 1 });
  const folder = await readFolder((files as [string])[0]);
  return told(io, async () => {
    const remote = openRemote(env);
    const state = await readState(remote);
    const steps = stepsFor(io, folder, state, env);
    if (steps.length === 0) {
      io.error("Nothing to do.");
      return exit.done;
    }
    await requirePublishable(io, remote, state, steps);
    io.out(steps.flatMap(({ lines }) => lines.map((line) => `${line}\n`)).join(""));
    if (options["dry-run"]) return exit.found;
    if (!options.yes && !(await agreed(stdin))) throw new UnusableInput("Nothing was changed. Say yes when asked, or give --yes.");
    return perform(io, remote, state, steps);
  });
}

/** Lint's errors end it before anything is done; warnings are told. @throws UnusableInput */
async function requirePublishable(io: Console, remote: Remote, { servers }: State, steps: readonly Step[]): Promise<void> {
  const errors: string[] = [];
  for (const { policy } of steps) {
    if (!policy) continue;
    const { server: serverSlug, document } = policy;
    const known = servers.some(({ slug }) => slug === serverSlug);
    const body = { serverSlug, document: document.text };
    // A server that is yet to be registered has no tools to judge by.
    const findings = known ? (await remote.send<{ findings: Finding[] }>("POST", "/policies/lint", body)).findings : lint(document.text);
    for (const finding of findings)
      if (finding.severity === "error") errors.push(findingLine(document, finding));
      else io.error(findingLine(document, finding));
  }
  if (errors.length > 0) throw new UnusableInput(...errors, "Nothing was changed.");
}

async function agreed(stdin: NodeJS.ReadableStream): Promise<boolean> {
  if (!(stdin as { isTTY?: boolean }).isTTY) return false;
  const lines = createInterface({ input: stdin, output: process.stderr });
  const answer = await lines.question("Do this? (yes/no) ");
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function perform(io: Console, remote: Remote, { policies }: State, steps: readonly Step[]): Promise<ExitCode> {
  const made: Made = { policyIds: new Map(policies.map(({ server, name, id }) => [policyKey(server, name), id])), tokens: [] };
  for (const [index, step] of steps.entries()) {
    try {
      await step.run(remote, made);
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      for (const line of linesOf(error)) io.error(`${step.lines[0]}: ${line}`);
      io.error(`${index} of ${steps.length} done. Push again to go on.`);
      return exit.failed;
    } finally {
      // At once: a token that is not told now is lost.
      for (const { label, token } of made.tokens.splice(0)) io.out(`token of ${label}: ${token}\n`);
    }
  }
  io.error(`${steps.length} of ${steps.length} done.`);
  return exit.done;
}
