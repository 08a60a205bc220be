/** A whole Portcullis as `npm start` runs it, in a folder and on ports of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { environment, root, urlsOf } from "./environment.ts";
import { freePorts, type Ports } from "./ports.ts";

export type Installation = {
  home: string;
  ports: Ports;
  urls: ReturnType<typeof urlsOf>;
  /** The process of scripts/start.mjs; everything else is below it. */
  pid: number;
  /** Resolves with the exit code when it ended, asked to or not. */
  exited: Promise<number | null>;
  output: () => string;
  /** The owner's URL of the embedded database, to look at what was really written. */
  databaseUrl: () => string;
  /** `npm run -s portcullis -- …` against this installation. */
  portcullis: (...args: string[]) => Promise<{ code: number | null; stdout: string; stderr: string }>;
  /** SIGTERM, as Ctrl-C would; the folder stays. */
  stop: () => Promise<void>;
};

/** Starts one and waits until every service answers. @param home an earlier installation's folder, to start it again */
export async function startInstallation(
  options: Partial<Pick<Installation, "home" | "ports">> & { env?: Record<string, string> } = {},
): Promise<Installation> {
  const home = options.home ?? fs.mkdtempSync(path.join(os.tmpdir(), "portcullis-e2e-"));
  const ports = options.ports ?? (await freePorts());
  fs.chmodSync(home, 0o711); // where PostgreSQL must run as another account, it reaches its folder through this one
  const env = { ...environment(home, ports), ...options.env };
  const child = spawn(process.execPath, [path.join(root, "scripts/start.mjs")], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (output += data));
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  try {
    await isReady(child, exited, () => output);
  } catch (error) {
    if (!options.home) fs.rmSync(home, { recursive: true, force: true });
    throw error;
  }
  return {
    home,
    ports,
    urls: urlsOf(ports),
    pid: child.pid!,
    exited,
    output: () => output,
    databaseUrl: () => databaseUrl(home, output),
    portcullis: (...args) => run([path.join(root, "scripts/portcullis.mjs"), ...args], env),
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

/** Stops it and removes what it wrote. */
export async function removeInstallation(installation: Installation | undefined) {
  if (!installation) return;
  await installation.stop();
  fs.rmSync(installation.home, { recursive: true, force: true });
}

function databaseUrl(home: string, output: string) {
  const port = /embedded PostgreSQL on port (\d+)/.exec(output)?.[1];
  const password = fs.readFileSync(path.join(home, "postgres.password"), "utf8").trim();
  return `postgresql://postgres:${password}@127.0.0.1:${port}/portcullis`;
}

/** A fresh clone builds first, so minutes are allowed; what it printed until then is the best explanation. */
async function isReady(child: ChildProcess, exited: Promise<number | null>, output: () => string) {
  const ready = new Promise<"ready">((resolve) => {
    child.stdout?.on("data", () => /\bready$/m.test(output()) && resolve("ready"));
  });
  const impatient = setTimeout(() => child.kill("SIGTERM"), READY_SECONDS * 1000);
  const first = await Promise.race([ready, exited]);
  clearTimeout(impatient);
  if (first !== "ready") throw new Error(`the installation ended (${first}) before it was ready:\n${output()}`);
}

const READY_SECONDS = 200;

function run(args: string[], env: Record<string, string>) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    // One that does not end by itself is ended, and its code is then null.
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"], timeout: 90_000 });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (data) => (stdout += data));
    child.stderr.on("data", (data) => (stderr += data));
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}
