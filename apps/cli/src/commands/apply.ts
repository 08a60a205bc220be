import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { applySetup, ControlPlaneError, openControlPlane, parseSetup } from "@portcullis/control-plane";
import { type Console, type ExitCode, exit } from "../console.ts";
import type { CliEnv } from "../env.ts";

/** `apply FILE [--rotate] [--adopt] [--accept-tools]`: the declarative set-up. `stdin` is read when FILE is "-". */
export async function apply(args: string[], env: CliEnv, io: Console, stdin: NodeJS.ReadableStream): Promise<ExitCode> {
  const files = args.filter((arg) => !flags.includes(arg));
  const [file] = files;
  if (file === undefined || files.length > 1 || (file.startsWith("-") && file !== "-")) {
    io.error('apply takes one FILE (or "-"), --rotate, --adopt and --accept-tools. See: portcullis help');
    return exit.invalid;
  }
  const json = await readSource(file, stdin).catch((error: Error) => error);
  if (json instanceof Error) {
    io.error(`${file} cannot be read: ${json.message}`);
    return exit.invalid;
  }
  // Read before anything is opened: a typing error must not need a database to be found.
  const parsed = parseSetup(json);
  if (!parsed.ok) return tell(io, parsed.problems);
  const controlPlane = openControlPlane(env);
  try {
    const applied = await applySetup(controlPlane, json, {
      rotate: args.includes("--rotate"),
      adopt: args.includes("--adopt"),
      acceptTools: args.includes("--accept-tools"),
    });
    const { owner, organization } = applied;
    // Others own it too, and they should not hear of it from the audit log alone.
    if (owner.state === "added") io.error(`note: ${owner.email} is now an owner of ${organization.slug}, beside those it had`);
    for (const { slug, waiting } of applied.servers)
      if (waiting > 0)
        io.error(
          `note: ${waiting} ${waiting === 1 ? "tool" : "tools"} of ${slug} cannot be used yet: accept them in the dashboard, or apply with --accept-tools`,
        );
    io.out(`${JSON.stringify(applied, null, 2)}\n`);
    return exit.done;
  } catch (error) {
    if (!(error instanceof ControlPlaneError)) throw error;
    if (error.code === "invalid" && error.issues) return tell(io, error.issues);
    io.error(`${error.issues?.[0] ? `${error.issues[0].pointer}: ` : ""}${error.message}${error.operator ? ` (${error.operator})` : ""}`);
    return exit.failed;
  } finally {
    await controlPlane.close();
  }
}

const flags = ["--rotate", "--adopt", "--accept-tools"];

const readSource = (file: string, stdin: NodeJS.ReadableStream) => (file === "-" ? text(stdin) : readFile(file, "utf8"));

function tell(io: Console, problems: { pointer: string; message: string }[]): ExitCode {
  for (const { pointer, message } of problems) io.error(`${pointer || "/"}: ${message}`);
  return exit.invalid;
}
