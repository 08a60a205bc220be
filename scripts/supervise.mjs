// Starts the services of one installation, waits until they answer, stops them together.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { keepEmbeddedPostgres } from "../packages/db/embedded/embedded-postgres.mjs";
import { fail, root } from "./install.mjs";
import { ownerEnv } from "./settings.mjs";

const portNames = ["DASHBOARD_PORT", "GATEWAY_PORT", "OPERATOR_PORT", "SAMPLE_PORT"];

/**
 * Claims the home folder for this process: two supervisors on one database would stop it under each other. A claim whose process or
 * whose ports are gone is left over from a crash.
 */
export async function claimHome(settings) {
  const file = path.join(settings.home, "running.json");
  if (fs.existsSync(file)) {
    const { pid, port } = JSON.parse(fs.readFileSync(file, "utf8"));
    if (isAlive(pid) && !(await isFree(port)))
      fail(`Portcullis already runs from ${settings.home} (process ${pid}). Stop it, or set PORTCULLIS_HOME to another folder.`);
  }
  fs.writeFileSync(file, JSON.stringify({ pid: process.pid, port: settings.OPERATOR_PORT }), { mode: 0o600 });
  process.once("exit", () => fs.rmSync(file, { force: true }));
}

/** Ends the process with one line that names the port when one is taken. Before anything starts: an old instance would answer for us. */
export async function requireFreePorts(settings) {
  for (const name of portNames) {
    if (!(await isFree(settings[name]))) fail(`Port ${settings[name]} is taken. Stop what uses it, or set ${name} to another port.`);
  }
}

/** The database that DATABASE_URL names, or the embedded one, with all migrations applied. */
export async function openDatabase(settings, say) {
  const embedded = settings.DATABASE_URL
    ? null
    : await keepEmbeddedPostgres({
        dataDir: path.join(settings.home, "postgres"),
        notPorts: portNames.map((name) => settings[name]),
        onRestart: () => console.error("PostgreSQL ended unexpectedly and was started again; what had been committed is there."),
      });
  const url = settings.DATABASE_URL ?? embedded.url;
  const migrated = spawnSync(process.execPath, [path.join(root, "apps/cli/dist/main.mjs"), "migrate"], {
    env: ownerEnv(settings, url),
    encoding: "utf8",
  });
  if (migrated.status !== 0) {
    await embedded?.stop();
    fail(migrated.stderr.trim() || "The migrations failed.");
  }
  say(
    embedded
      ? `embedded PostgreSQL on port ${embedded.port}${embedded.adopted ? " (found running)" : ""}`
      : "using the PostgreSQL of DATABASE_URL",
  );
  return { url, embedded };
}

/**
 * @param {{ name: string, command: string, args: string[], cwd?: string, env: object, ready?: string }[]} services
 * @returns {{ ready: Promise<void>, stop: (code: number) => Promise<never> }}
 */
export function supervise(services, { embedded, say }) {
  let stopping = false;
  const children = services.map(({ name, command, args, cwd = root, env }) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
    child.once("exit", (code, signal) => {
      if (stopping) return;
      console.error(
        `${name} ended unexpectedly (${signal ?? code}); stopping the rest. Start again with the same command: nothing that was answered is lost.`,
      );
      void stop(1);
    });
    return child;
  });
  const stop = async (code) => {
    if (stopping) return;
    stopping = true;
    for (const child of children) child.kill("SIGTERM");
    const impatient = setTimeout(() => {
      for (const child of children) child.kill("SIGKILL");
    }, 28_000);
    await Promise.all(
      children.map(
        (child) => child.exitCode !== null || child.signalCode !== null || new Promise((resolve) => child.once("exit", resolve)),
      ),
    );
    clearTimeout(impatient);
    await embedded?.stop(); // last: the services have recorded what they answered
    say("stopped");
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void stop(0));
  // `npm start` passes a signal to a shell that ends without passing it on: what we see is that our parent is another one.
  const parent = process.ppid;
  const orphaned = () => process.env.npm_lifecycle_event !== undefined && process.ppid !== parent;
  setInterval(() => orphaned() && void stop(0), 200).unref();
  embedded?.exited.then(() => {
    if (stopping) return;
    console.error(
      "PostgreSQL ended and could not be started again; stopping the rest. Start again with the same command: nothing that was answered is lost.",
    );
    void stop(1);
  });
  const ready = Promise.all(services.map((service) => service.ready && answers(service.name, service.ready))).catch((error) => {
    // Nothing that was started is left behind.
    console.error(error.message);
    return stop(1);
  });
  return { ready, stop };
}

async function answers(name, url) {
  const since = Date.now();
  for (;;) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
      if (response.ok) return;
    } catch {}
    if (Date.now() - since > answersMs) throw new Error(`${name} does not answer on ${url}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The dashboard's first page is compiled when `npm run dev` asks for it, which takes a slow machine a minute. */
const answersMs = 120_000;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function isFree(port) {
  // A listener on either address would answer for us.
  for (const host of ["127.0.0.1", "::1", "0.0.0.0"]) {
    const free = await new Promise((resolve) => {
      const probe = net.createServer();
      probe.once("error", (error) => resolve(error.code !== "EADDRINUSE"));
      probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
    });
    if (!free) return false;
  }
  return true;
}
