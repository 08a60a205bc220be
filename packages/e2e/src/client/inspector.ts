import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { root } from "../installation/environment.ts";

const node22 = path.join(root, "tools/node22/node_modules");
const launcher = path.join(node22, "@modelcontextprotocol/inspector/clients/launcher/build/index.js");

/** `tools/list` by the Inspector's command line, which needs a newer Node than the product. @returns the names of the tools */
export async function inspectorToolNames(gatewayUrl: string, token: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    path.join(node22, ".bin/node"),
    [launcher, "--cli", gatewayUrl, "--transport", "http", "--method", "tools/list", "--header", `Authorization: Bearer ${token}`],
    { cwd: root, maxBuffer: 16 * 1024 * 1024, timeout: 60_000 },
  );
  const { tools } = JSON.parse(stdout) as { tools: { name: string }[] };
  return tools.map((tool) => tool.name);
}
