import { type Command, commands } from "../command-table.ts";
import type { Console, ExitCode } from "../console.ts";
import { exit } from "../console.ts";
import { didYouMean } from "../input/nearest.ts";
import { UnusableInput } from "../input/unusable-input.ts";

/** `help [COMMAND]`. */
export function help(args: string[], io: Console): ExitCode {
  const [name, ...more] = args;
  if (more.length > 0) throw new UnusableInput("help takes one command.");
  io.out(name === undefined || name === "help" ? overview : commandHelp(commandNamed(name)));
  return exit.done;
}

/** The command of that name. Any other name is unusable input, with the nearest command. */
export function commandNamed(name: string): Command {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command) return command;
  throw new UnusableInput(`There is no command "${name}".${didYouMean(name, [...Object.keys(commands), "help"])} See: portcullis help`);
}

/** What `portcullis help` prints about everything. */
export const overview = `Usage: portcullis COMMAND

${Object.values(commands)
  .map(({ usage, summary }) => `  ${usage}\n      ${summary}`)
  .join("\n")}
  help [COMMAND]
      Say more about a command; so does COMMAND --help. --version prints the version.

"-" in place of a FILE reads standard input.

${settings()}

Exit status: 0 done; 1 findings, or not done (try again later); 2 wrong input, then nothing was changed.
`;

function commandHelp({ usage, summary, details, database }: Command): string {
  return `Usage: portcullis ${usage}\n\n${summary}\n\n${details}\n${database ? `\n${settings()}\n` : ""}`;
}

function settings(): string {
  return `Settings of apply and migrate: DATABASE_URL, PORTCULLIS_ROOT_KEY or PORTCULLIS_ROOT_KEY_FILE, GATEWAY_URL,
DASHBOARD_URL, PORTCULLIS_PRIVATE_UPSTREAMS, PORTCULLIS_ALLOW_LOOPBACK, PORTCULLIS_MIGRATIONS.
Of pull, push and approvals: PORTCULLIS_URL, PORTCULLIS_API_KEY.`;
}
