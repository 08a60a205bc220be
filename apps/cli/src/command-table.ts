import type { Console, ExitCode } from "./console.ts";
import type { CliEnv } from "./env.ts";

/**
 * A command and how it is explained. Its code is loaded when it is called: what works on files starts without a database
 * driver in sight, and needs no setting.
 */
export type Command = FileCommand | DatabaseCommand;
type Explained = { usage: string; summary: string; details: string };
export type FileCommand = Explained & {
  database?: false;
  load: () => Promise<(args: string[], io: Console, stdin: NodeJS.ReadableStream) => Promise<ExitCode>>;
};
export type DatabaseCommand = Explained & {
  database: true;
  load: () => Promise<(args: string[], env: CliEnv, io: Console, stdin: NodeJS.ReadableStream) => Promise<ExitCode>>;
};

export const commands: Readonly<Record<string, Command>> = {
  lint: {
    usage: "lint FILE… [--tools FILE] [--format text|json] [--severity error|warning]",
    summary: "Say what is wrong or doubtful in a policy.",
    details: `--tools     the server's tools, to check names, arguments and limits against them
--format    text (the default): file:line:column severity code message (pointer); json: an array with fixes
--severity  error: leave warnings out`,
    load: async () => (await import("./commands/lint.ts")).lint,
  },
  test: {
    usage: "test FILE|DIR… [--policy FILE] [--tools FILE] [--reporter text|junit] [--output FILE]",
    summary: "Run cases: calls and how a policy is expected to decide them.",
    details: `--policy    the policy of cases that bring none
--tools     the tools of cases that bring none
--reporter  text (the default) or junit (XML)
--output    write the report to this file
A folder stands for every .json file in it and below.`,
    load: async () => (await import("./commands/test.ts")).test,
  },
  explain: {
    usage: "explain POLICY CALL [--tools FILE] [--facts FILE]",
    summary: "Say how a policy decides a call, and by which rule.",
    details: `CALL is { "tool": …, "arguments": … }, or the JSON-RPC request of a client.
--tools     the server's tools
--facts     grant, client, time, used and approved, as cases write them`,
    load: async () => (await import("./commands/explain.ts")).explain,
  },
  diff: {
    usage: "diff A B [--tools FILE]",
    summary: "Say what changes from policy A to policy B: tools, calls and terms, not lines.",
    details: "--tools     the server's tools; without them, the tools that the policies name",
    load: async () => (await import("./commands/diff.ts")).diff,
  },
  fmt: {
    usage: "fmt FILE… [--check|--write]",
    summary: "Print a policy in its canonical form: only white space changes.",
    details: `--check     only list the files that are not formatted
--write     write the files back`,
    load: async () => (await import("./commands/fmt.ts")).fmt,
  },
  apply: {
    usage: "apply FILE [--rotate] [--adopt]",
    summary: "Bring an organization to what the JSON in FILE says.",
    details: `Prints one JSON object. Tokens are in it only when they are new.
--rotate    make new tokens
--adopt     take an organization or an account that exists, although the set-up does not prove that it is yours`,
    database: true,
    load: async () => (await import("./commands/apply.ts")).apply,
  },
  recover: {
    usage: "recover EMAIL",
    summary: "Give an account a new password, which is read from standard input.",
    details: "Ends all its sessions, and is written to the audit log of each of its organizations.",
    database: true,
    load: async () => (await import("./commands/recover.ts")).recover,
  },
  migrate: {
    usage: "migrate",
    summary: "Bring the database up to date. DATABASE_URL must be its owner's.",
    details: "Several at once wait for each other.",
    database: true,
    load: async () => (await import("./commands/migrate.ts")).migrate,
  },
};
