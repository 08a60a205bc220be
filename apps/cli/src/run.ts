import manifest from "../package.json" with { type: "json" };
import type { DatabaseCommand } from "./command-table.ts";
import { commandNamed, help, overview } from "./commands/help.ts";
import { type Console, type ExitCode, exit } from "./console.ts";
import { readEnv, readRemoteEnv } from "./env.ts";
import { UnusableInput } from "./input/unusable-input.ts";

export type Run = { args: string[]; source?: Record<string, string | undefined>; io: Console; stdin: NodeJS.ReadableStream };

/** Runs one command and answers with the exit status. Whatever goes wrong becomes lines on stderr. */
export async function run(call: Run): Promise<ExitCode> {
  try {
    return await dispatch(call);
  } catch (error) {
    for (const line of error instanceof UnusableInput ? error.lines : [lastLine(error)]) call.io.error(line);
    // 1 would say "findings" of a command that judges files; one that could not judge says 2.
    return exit.invalid;
  }
}

async function dispatch({ args: [name, ...args], source, io, stdin }: Run): Promise<ExitCode> {
  if (name === undefined) {
    io.out(overview);
    return exit.invalid;
  }
  if (name === "--version" || name === "-V") {
    io.out(`portcullis ${manifest.version}\n`);
    return exit.done;
  }
  if (name === "help" || name === "--help" || name === "-h") return help(args, io);
  const command = commandNamed(name);
  if (asksForHelp(args)) return help([name], io);
  if (command.remote) return (await command.load())(args, readRemoteEnv(source), io, stdin);
  return command.database ? runOnDatabase(command, { args, source, io, stdin }) : (await command.load())(args, io, stdin);
}

async function runOnDatabase(command: DatabaseCommand, { args, source, io, stdin }: Run): Promise<ExitCode> {
  const read = readEnv(source);
  if (!read.ok) throw new UnusableInput(...read.problems);
  try {
    return await (await command.load())(args, read.env, io, stdin);
  } catch (error) {
    if (error instanceof UnusableInput) throw error;
    io.error(lastLine(error));
    return exit.failed;
  }
}

const asksForHelp = (args: string[]): boolean => {
  const end = args.indexOf("--");
  return (end === -1 ? args : args.slice(0, end)).some((arg) => arg === "--help" || arg === "-h");
};

const lastLine = (error: unknown): string => (error as Error).message.split("\n").filter(Boolean).at(-1) ?? String(error);
