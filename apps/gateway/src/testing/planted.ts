import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { pino } from "pino";
import type { Gateway, startGateway } from "../gateway.ts";
import type { Environment } from "./harness.ts";

/** One place of the source, from the project's root, and what stands there instead. */
export type Bug = { file: string; from: string; to: string };

/** Starts a gateway that was built with a bug in it, in this process; without one, as the sources are. */
export async function plantedGateway(bug: Bug | undefined, environment: Environment): Promise<Gateway> {
  // Where packages of npm are found from.
  const folder = path.join(root, "node_modules/.cache/portcullis-planted");
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${randomUUID()}.mjs`);
  const change = bug === undefined ? [] : [JSON.stringify(bug)];
  await promisify(execFile)(process.execPath, [path.join(root, "scripts/plant.mjs"), "apps/gateway/src/gateway.ts", file, ...change]);
  try {
    const built = (await import(pathToFileURL(file).href)) as { startGateway: typeof startGateway };
    return await built.startGateway(environment, pino({ level: "silent" }));
  } finally {
    await rm(file, { force: true });
  }
}

const root = path.join(import.meta.dirname, "../../../..");
