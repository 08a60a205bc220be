import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { surroundings } from "../env.ts";

export type FixtureProcess = { url: string; tools: { name: string; inputSchema?: unknown }[]; stop(): Promise<void> };

/** Starts the fixture server of the end-to-end room and asks it for its tools. */
export async function startFixture(): Promise<FixtureProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", MAIN], { env: surroundings, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once("line", resolve);
    void ended.then(() => reject(new Error("the fixture did not start")));
  });
  const stop = () => {
    child.kill("SIGTERM");
    return ended;
  };
  return { url, tools: await toolsOf(url), stop };
}

async function toolsOf(url: string): Promise<{ name: string }[]> {
  const prefix = "io.modelcontextprotocol/";
  const _meta = { [`${prefix}protocolVersion`]: "2026-07-28", [`${prefix}clientCapabilities`]: {} };
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/list",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: { _meta } }),
  });
  return ((await answer.json()) as { result: { tools: { name: string }[] } }).result.tools;
}

const MAIN = new URL("../../../../../packages/e2e/src/conformance/main.ts", import.meta.url).pathname;
