import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { TestDatabase } from "@portcullis/db/testing";
import { type Logger, pino } from "pino";
import type { Gateway, startGateway } from "../gateway.ts";
import { type Child, gatewayProcess } from "./child.ts";
import type { Environment } from "./harness.ts";

/** One place of the source, from the project's root, and what stands there instead. */
export type Bug = { file: string; from: string; to: string };

/** Starts a gateway that was built with a bug in it, in this process; without one, as the sources are. */
export async function plantedGateway(
  bug: Bug | undefined,
  environment: Environment,
  logger: Logger = pino({ level: "silent" }),
): Promise<Gateway> {
  const file = await built("apps/gateway/src/gateway.ts", bug);
  try {
    const planted = (await import(pathToFileURL(file).href)) as { startGateway: typeof startGateway };
    return await planted.startGateway(environment, logger);
  } finally {
    await rm(file, { force: true });
  }
}

/** The same in a process of its own, to be killed or stopped from inside: fail points are in no other build (security.md 14.3). */
export async function plantedProcess(bug: Bug, database: TestDatabase, environment: Environment = {}): Promise<Child> {
  const file = await built("apps/gateway/src/main.ts", bug);
  try {
    return await gatewayProcess(database, environment, [file]);
  } finally {
    await rm(file, { force: true });
  }
}

async function built(entry: string, bug: Bug | undefined): Promise<string> {
  // Where packages of npm are found from.
  const folder = path.join(root, "node_modules/.cache/portcullis-planted");
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${randomUUID()}.mjs`);
  const change = bug === undefined ? [] : [JSON.stringify(bug)];
  await promisify(execFile)(process.execPath, [path.join(root, "scripts/plant.mjs"), entry, file, ...change]);
  return file;
}

const root = path.join(import.meta.dirname, "../../../..");
