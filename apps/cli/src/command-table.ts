import type { Console, ExitCode } from "./console.ts";
import type { CliEnv, RemoteEnv } from "./env.ts";

/**
 * A command and how it is explained. Its code is loaded when it is called: what works on files starts without a database
 * driver in sight, and needs no setting.
 */
export type Command = FileCommand | DatabaseCommand | RemoteCommand;
type Explained = { usage: string; summary: string; details: string };
export type FileCommand = Explained & {
  database?: false;
  remote?: false;
  load: () => Promise<(args: string[], io: Console, stdin: NodeJS.ReadableStream) => Promise<ExitCode>>;
};
export type DatabaseCommand = Explained & {
  database: true;
  remote?: false;
  load: () => Promise<(args: string[], env: CliEnv, io: Console, stdin: NodeJS.ReadableStream) => Promise<ExitCode>>;
};
/** Works on another installation, over its HTTP API. */
export type RemoteCommand = Explained & {
  database?: false;
  remote: true;
  load: () => Promise<(args: string[], env: RemoteEnv, io: Console, stdin: NodeJS.ReadableStream) => Promise<ExitCode>>;
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
  scan: {
    usage: "scan [PATH…] [--gateway URLS] [--connect] [--write-policy DIR] [--fail-on LEVEL] [--format text|json|sarif]",
    summary: "Say which MCP servers a client reaches without a gateway, and what they could do.",
    details: `PATH is a configuration of an MCP client, or a folder of a project; left out: this folder and your own configurations.
--gateway       base URLs of your gateways, with commas between them: what is below them is behind a gateway
--connect       ask servers that have a URL for their tools, without any credential; nothing is started
--write-policy  write the recommended policy of each server into this folder
--fail-on       end with 1 when a finding is low, medium, high or critical, or worse
--format        text (the default), json, or sarif (SARIF 2.1.0, for code scanning)
Nothing is sent anywhere without --connect, and no secret is ever printed.`,
    load: async () => (await import("./commands/scan.ts")).scan,
  },
  pull: {
    usage: "pull DIR",
    summary: "Write what an installation has into a folder: servers, policies and grants.",
    details: `servers.json, grants.json, and policies/SERVER/NAME.json in canonical form. Tokens and credentials are not part of it.
What the folder has and the installation has not is named and stays.`,
    remote: true,
    load: async () => (await import("./commands/pull.ts")).pull,
  },
  push: {
    usage: "push DIR [--dry-run] [--yes]",
    summary: "Bring an installation to what a folder says, after showing what that changes.",
    details: `--dry-run  only show it: ends with 1 when there is something to do
--yes      do not ask
Nothing is deleted. Policies are linted first; with an error nothing is done. Tokens of new grants are printed, once.`,
    remote: true,
    load: async () => (await import("./commands/push.ts")).push,
  },
  approvals: {
    usage: "approvals [list [--decided] [--server SLUG] [--tool NAME] | show ID] [--json]",
    summary: "List the calls that wait for approval, or show one: the exact call, its votes, what became of it.",
    details: `--decided  those that do not wait any more, newest first
--server   of one server
--tool     of one tool
--json     print what the API answers
Nobody approves or refuses from here: that is for people who have signed in to the dashboard.`,
    remote: true,
    load: async () => (await import("./commands/approvals.ts")).approvals,
  },
  apply: {
    usage: "apply FILE [--rotate] [--adopt] [--accept-tools]",
    summary: "Bring an organization to what the JSON in FILE says.",
    details: `Prints one JSON object. Tokens are in it only when they are new.
--rotate    make new tokens
--adopt     take an organization or an account that exists, although the set-up does not prove that it is yours
--accept-tools  accept, as the operator, what each server lists now ("acceptTools" of a server in FILE goes before it)`,
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
  kill: {
    usage:
      "kill --installation|--organization SLUG [--server SLUG [--tool NAME] | --grant LABEL] --reason TEXT | kill --release … | kill --list …",
    summary: "Stop agents at once: all of the installation, or of an organization, a server, a tool, a grant.",
    details: `Every gateway refuses the calls within a second, with the reason killed, until it is released.
--installation  everything of every organization
--organization  one organization; with --server, --tool or --grant only that of it
--reason        why: members read it, and the log keeps it
--release       let policies decide again; without --organization: the installation
--list          say what is stopped
Prints one JSON object. It is on record who did it: the organization's audit log, or the installation's log, names the operator.`,
    database: true,
    load: async () => (await import("./commands/kill.ts")).kill,
  },
  catalogue: {
    usage: "catalogue import SOURCE… [--name NAME] [--dry-run] | catalogue reclassify",
    summary: "Bring servers into the public catalogue, or classify all tools again. DATABASE_URL must be its owner's.",
    details: `SOURCE is a tools/list dump, a server.json or a page of the MCP Registry's list (JSON), a folder of such files, a folder of
Docker's MCP catalogue, the URL of a registry's list (https://…/v0/servers), or the URL of a running MCP server.
--name     what the server of a tools/list dump or of a URL is called
--dry-run  say what would be imported, and write nothing
Twice the same import changes nothing the second time.`,
    database: true,
    load: async () => (await import("./commands/catalogue.ts")).catalogue,
  },
  contact: {
    usage: "contact list [--format text|json]",
    summary: "Print what visitors wrote by the contact form, newest first.",
    details: "DATABASE_URL must be the database's owner's: nobody else may read it.",
    database: true,
    load: async () => (await import("./commands/contact.ts")).contact,
  },
  "export-audit": {
    usage: "export-audit ORGANIZATION FOLDER",
    summary: "Write the whole record of an organization into a new folder, with what proves it.",
    details: "FOLDER gets records, checkpoints, public keys, and verify.mjs: one file that judges the export without Portcullis.",
    database: true,
    load: async () => (await import("./commands/export-audit.ts")).exportAudit,
  },
  verify: {
    usage: "verify FOLDER [--key FILE]… [--checkpoints FILE]… [--format text|json]",
    summary: "Say whether an exported record is whole and unchanged. Needs no database and no network.",
    details: `FOLDER is what export-audit wrote.
--key          the installation's public key (PEM), got from its operator and not with the export
--checkpoints  checkpoints from another place than the database, as the worker's file: they show a chain that was cut or made anew
Ends with 0 when the record is proven, with 1 when something is wrong, with 2 when it cannot be judged.`,
    load: async () => (await import("./commands/verify.ts")).verify,
  },
  migrate: {
    usage: "migrate",
    summary: "Bring the database up to date. DATABASE_URL must be its owner's.",
    details: "Several at once wait for each other.",
    database: true,
    load: async () => (await import("./commands/migrate.ts")).migrate,
  },
  "rotate-keys": {
    usage: "rotate-keys",
    summary: "Seal everything under the newest version of the root key, while all runs. DATABASE_URL must be its owner's.",
    details: `PORTCULLIS_ROOT_KEY holds both: v1:<old>,v2:<new>. Every service must have started with that ring before.
Prints what was sealed again, and what still needs an older version. May be ended and run again at any time.
Ends with 0 when the ring may lose all but the newest, with 1 when not yet.`,
    database: true,
    load: async () => (await import("./commands/rotate-keys.ts")).rotateKeys,
  },
};
