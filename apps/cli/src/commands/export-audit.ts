import fs from "node:fs";
import path from "node:path";
import { exportRecord } from "@portcullis/control-plane";
import { type Console, type ExitCode, exit } from "../console.ts";
import type { CliEnv } from "../env.ts";

/** `export-audit ORGANIZATION FOLDER`: the whole record of an organization, as `verify` reads it, and the verifier with it. */
export async function exportAudit(args: string[], env: CliEnv, io: Console): Promise<ExitCode> {
  const [organizationSlug, folder] = args;
  if (organizationSlug === undefined || folder === undefined || args.length > 2 || args.some((arg) => arg.startsWith("-"))) {
    io.error("export-audit takes an ORGANIZATION and a FOLDER. See: portcullis help export-audit");
    return exit.invalid;
  }
  if (fs.existsSync(folder) && fs.readdirSync(folder).length > 0) {
    io.error(`${folder} is not empty. Name a new folder: an export is one piece.`);
    return exit.invalid;
  }
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (file: string, text: string) => fs.promises.appendFile(path.join(folder, file), text, { mode: 0o600 });
  const { databaseUrl, rootKey } = env;
  const written = await exportRecord({ databaseUrl, rootKey, organizationSlug, at: new Date() }, { write });
  if (written === null) {
    io.error(`There is no organization ${organizationSlug}.`);
    return exit.invalid;
  }
  fs.copyFileSync(verifierFile(), path.join(folder, "verify.mjs"));
  io.out(`${JSON.stringify({ folder, ...written })}\n`);
  return exit.done;
}

/** Beside the source, or beside the bundle: in both the verifier is a folder next to what this file is in. */
function verifierFile(): string {
  for (let at = import.meta.dirname; at !== path.dirname(at); at = path.dirname(at)) {
    const file = path.join(at, "verifier/verify.mjs");
    if (fs.existsSync(file)) return file;
  }
  throw new Error("The verifier is not beside the command; install the command line again.");
}
