import { spawn } from "node:child_process";
import path from "node:path";
import { root } from "../install.mjs";

const node22 = path.join(root, "tools/node22/node_modules/.bin/node");
const programs = { "mcp-proxy": "mcp-proxy/dist/bin/mcp-proxy.mjs", supergateway: "supergateway/dist/index.js" };

/** Starts a program of tools/peers, or one of the house, on Node 22, and waits until its URL answers at all. */
export async function startPeer({ slug, url, command: [program, ...args] }, env = {}) {
  const file = path.isAbsolute(program) ? program : path.join(root, "tools/peers/node_modules", programs[program] ?? program);
  const child = spawn(node22, [file, ...args], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output = (output + data).slice(-4_000)));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    // What it started goes with it.
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {}
    await ended;
  };
  const since = Date.now();
  while (
    !(await fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
      (answer) => answer.body?.cancel().then(() => true) ?? true,
      () => false,
    ))
  ) {
    if (child.exitCode !== null || Date.now() - since > 20_000) {
      await stop();
      throw new Error(`${slug} does not answer on ${url}: ${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { pid: child.pid, stop };
}
