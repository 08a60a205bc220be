import { spawn } from "node:child_process";

/**
 * Starts an MCP server on stdio, asks for its tools page by page, and ends it with everything it started.
 * @param {{ command: string, args: string[], cwd: string, env: Record<string, string>, seconds: number }} server
 * @returns {Promise<{ serverInfo: { name: string, version: string }, tools: object[] }>}
 */
export async function listTools({ command, args, cwd, env, seconds }) {
  const child = spawn(command, args, { cwd, env, stdio: ["pipe", "pipe", "pipe"], detached: true });
  let said = "";
  let late;
  try {
    return await new Promise((resolve, reject) => {
      late = setTimeout(() => reject(new Error(`no list in ${seconds} seconds; it said: ${said.slice(-300)}`)), seconds * 1_000);
      child.stdin.on("error", () => {});
      child.once("error", reject);
      child.once("exit", (code, signal) => reject(new Error(`it ended with ${signal ?? code}; it said: ${said.slice(-300)}`)));
      child.stderr.on("data", (chunk) => {
        said = (said + chunk).slice(-2_000);
      });
      converse(child).then(resolve, reject);
    });
  } finally {
    clearTimeout(late);
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {} // gone already
  }
}

async function converse({ stdin, stdout }) {
  const waiting = new Map();
  let rest = "";
  stdout.setEncoding("utf8").on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const line of lines) answer(waiting, line);
  });
  let id = 0;
  const ask = (method, params) =>
    new Promise((resolve, reject) => {
      waiting.set(++id, { resolve, reject });
      stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    });
  const { serverInfo } = await ask("initialize", {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "portcullis-record", version: "1" },
  });
  stdin.write(`${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n`);
  const tools = [];
  for (let cursor, page = 0; page < 100; page++) {
    const result = await ask("tools/list", cursor === undefined ? {} : { cursor });
    tools.push(...result.tools);
    cursor = result.nextCursor;
    if (cursor === undefined) break;
  }
  return { serverInfo: { name: String(serverInfo?.name), version: String(serverInfo?.version) }, tools };
}

function answer(waiting, line) {
  let message;
  try {
    message = JSON.parse(line);
  } catch {
    return; // something that is no message: some servers greet
  }
  const asked = waiting.get(message.id);
  if (!asked || message.method !== undefined) return;
  waiting.delete(message.id);
  if (message.error) asked.reject(new Error(`it answered ${JSON.stringify(message.error)}`));
  else asked.resolve(message.result);
}
