import { apply } from "./commands/apply.ts";
import { help } from "./commands/help.ts";
import { migrate } from "./commands/migrate.ts";
import { type Console, type ExitCode, exit } from "./console.ts";
import { readEnv } from "./env.ts";

export type Run = { args: string[]; source?: Record<string, string | undefined>; io: Console; stdin: NodeJS.ReadableStream };

/** Runs one command and answers with the exit status. Whatever goes wrong becomes one line on stderr. */
export async function run({ args: [command, ...args], source, io, stdin }: Run): Promise<ExitCode> {
  if (command === undefined || command === "help" || command === "--help" || command === "-h") {
    io.out(help);
    return command === undefined ? exit.invalid : exit.done;
  }
  if (command !== "apply" && command !== "migrate") {
    io.error(`There is no command "${command}". See: portcullis help`);
    return exit.invalid;
  }
  const read = readEnv(source);
  if (!read.ok) {
    for (const problem of read.problems) io.error(problem);
    return exit.invalid;
  }
  try {
    return command === "apply" ? await apply(args, read.env, io, stdin) : await migrate(args, read.env, io);
  } catch (error) {
    io.error((error as Error).message.split("\n").filter(Boolean).at(-1) ?? String(error));
    return exit.failed;
  }
}
