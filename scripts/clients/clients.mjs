// Real clients, each connected through the gateway as its own documentation says. A client gives the names that it lists, or says that it is
// connected where its command line shows no names: then what it was told on the wire is looked at.
import path from "node:path";
import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { root } from "../install.mjs";
import { run } from "./run.mjs";

const node22 = path.join(root, "tools/node22/node_modules/.bin/node");
const installed = (file) => path.join(root, "tools/clients/node_modules", file);
const inspector = path.join(root, "tools/node22/node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js");

/** @type {{ name: string, needs: string[], list: (at: { url: string, token: string, home: object, seen: object[] }) => Promise<{ names?: string[], connected?: boolean, said?: string }> }[]} */
export const clients = [
  { name: "SDK v1", needs: [], list: sdkV1 },
  { name: "SDK v2, auto", needs: [], list: (at) => sdkV2(at, "auto") },
  { name: "SDK v2, legacy", needs: [], list: (at) => sdkV2(at, "legacy") },
  { name: "SDK v2, pinned 2026-07-28", needs: [], list: (at) => sdkV2(at, { pin: "2026-07-28" }) },
  ...["legacy", "auto", "modern"].map((era) => ({ name: `Inspector, ${era}`, needs: [inspector], list: (at) => inspectorList(at, era) })),
  { name: "mcp-remote", needs: [installed("mcp-remote/dist/proxy.js")], list: mcpRemote },
  { name: "Claude Code", needs: [claude()], list: claudeCode },
  { name: "Codex", needs: [installed("@openai/codex/bin/codex.js")], list: codex },
  { name: "Gemini CLI", needs: [installed(".bin/gemini")], list: geminiCli },
  { name: "opencode", needs: [opencodeBinary()], list: opencode },
];

async function sdkV1({ url, token }) {
  const client = new Client({ name: "sdk-v1", version: "1.0.0" });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: bearer(token) } }));
  return named(client);
}

async function sdkV2({ url, token }, mode) {
  const client = new ClientV2({ name: "sdk-v2", version: "1.0.0" }, { versionNegotiation: { mode } });
  await client.connect(new TransportV2(new URL(url), { requestInit: { headers: bearer(token) } }));
  return { ...(await named(client)), said: client.getNegotiatedProtocolVersion?.() };
}

async function inspectorList({ url, token, home }, era) {
  const args = [inspector, "--cli", url, "--transport", "http", "--protocol-era", era, "--method", "tools/list"];
  const { code, output } = await run(node22, [...args, "--header", `Authorization: Bearer ${token}`], { cwd: home.home, env: home.env });
  const start = output.indexOf("{");
  if (code !== 0 || start < 0) return { said: output };
  return { names: JSON.parse(output.slice(start, output.lastIndexOf("}") + 1)).tools.map(({ name }) => name) };
}

async function mcpRemote({ url, token, home }) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the bridge fills it in from its own environment.
  const args = [installed("mcp-remote/dist/proxy.js"), url, "--allow-http", "--header", "Authorization:${PORTCULLIS_AUTH}"];
  const env = { ...home.env, PORTCULLIS_AUTH: `Bearer ${token}` };
  const client = new Client({ name: "behind-mcp-remote", version: "1.0.0" });
  await client.connect(new StdioClientTransport({ command: node22, args, env, cwd: home.home, stderr: "ignore" }));
  return named(client);
}

async function claudeCode({ url, token, home, seen }) {
  const at = { cwd: home.home, env: { ...home.env, DISABLE_AUTOUPDATER: "1", CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1" } };
  const header = ["--header", `Authorization: Bearer ${token}`];
  const added = await run(claude(), ["mcp", "add", "--transport", "http", "--scope", "user", "gateway", url, ...header], at);
  if (added.code !== 0) return { said: added.output };
  const { output } = await run(claude(), ["mcp", "list"], at);
  return { connected: /gateway: .*Connected/.test(output), said: output, names: toldIn(seen) };
}

/** Its `mcp list` connects to nothing; a session does, before it asks its model, which is at an address where nobody is. */
async function codex({ url, token, home, seen }) {
  const at = { cwd: home.home, env: { ...home.env, PORTCULLIS_TOKEN: token, OPENAI_API_KEY: "none" } };
  const program = installed("@openai/codex/bin/codex.js");
  const added = await run(node22, [program, "mcp", "add", "gateway", "--url", url, "--bearer-token-env-var", "PORTCULLIS_TOKEN"], at);
  if (added.code !== 0) return { said: added.output };
  const nowhere = ["-c", 'model_provider="nowhere"', "-c", 'model_providers.nowhere={name="nowhere",base_url="http://127.0.0.1:9/v1"}'];
  const { output } = await run(node22, [program, "exec", "--skip-git-repo-check", ...nowhere, "hello"], {
    ...at,
    until: () => toldIn(seen),
  });
  return { connected: toldIn(seen) !== undefined, said: output, names: toldIn(seen) };
}

async function geminiCli({ url, token, home, seen }) {
  home.write(".gemini/settings.json", { mcpServers: { gateway: { httpUrl: url, headers: bearer(token) } } });
  home.write(".gemini/trustedFolders.json", { [home.home]: "TRUST_FOLDER" });
  const { output } = await run(node22, [installed(".bin/gemini"), "mcp", "list"], { cwd: home.home, env: home.env });
  return { connected: /gateway: .*Connected/.test(output), said: output, names: toldIn(seen) };
}

async function opencode({ url, token, home, seen }) {
  home.write(".config/opencode/opencode.json", {
    $schema: "https://opencode.ai/config.json",
    autoupdate: false,
    mcp: { gateway: { type: "remote", url, oauth: false, enabled: true, headers: bearer(token) } },
  });
  const { output } = await run(opencodeBinary(), ["mcp", "list"], { cwd: home.home, env: home.env });
  return { connected: /gateway[\s\S]*connected/i.test(output), said: output, names: toldIn(seen) };
}

const bearer = (token) => ({ authorization: `Bearer ${token}` });

async function named(client) {
  const { tools } = await client.listTools();
  await client.close();
  return { names: tools.map(({ name }) => name) };
}

/** The names in the last list that the client was given. */
const toldIn = (seen) => seen.findLast(({ tools }) => tools)?.tools;

/** Programs that come as one binary per platform. */
function claude() {
  return installed(`@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`);
}

function opencodeBinary() {
  return installed(`opencode-${process.platform}-${process.arch}/bin/opencode`);
}
