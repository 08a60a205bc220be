import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import type { TestDatabase } from "@portcullis/db/testing";
import { surroundings } from "./env.ts";
import { type Environment, environmentFor } from "./harness.ts";

export type Child = { url: string; operatorUrl: string; process: ChildProcess; stderr: () => string; stop: () => Promise<number | null> };

/** A gateway in a process of its own, as it is run in earnest. */
export async function gatewayProcess(database: TestDatabase, extra: Environment = {}, program?: readonly string[]): Promise<Child> {
  const started = startMain(environmentFor(database, extra), program);
  const line = await started.firstLine;
  const [, url, operatorUrl] = /listening on (\S+), operator port on (\S+)$/.exec(line) ?? [];
  if (url === undefined || operatorUrl === undefined) throw new Error(`the gateway did not start: ${line} ${started.stderr()}`);
  return { ...started, url, operatorUrl };
}

/** Starts `main.ts`, or a build of it, and hands on what it says. */
export function startMain(environment: Environment, program: readonly string[] = ["--import", "tsx", main]) {
  const child = spawn(process.execPath, program, {
    env: { ...surroundings, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const firstLine = new Promise<string>((resolve) => {
    child.stdout.on("data", (chunk) => {
      out += chunk;
      if (out.includes("\n")) resolve(out.slice(0, out.indexOf("\n")));
    });
    void ended.then(() => resolve(out));
  });
  const stop = () => {
    child.kill("SIGTERM");
    return ended;
  };
  return { process: child, firstLine, ended, stderr: () => err, stop };
}

const main = path.join(import.meta.dirname, "../main.ts");
