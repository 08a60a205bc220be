// Fills a fresh installation: the set-up through the command line, calls through real MCP clients.
import fs from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { draft, owner, setupOf, shadow } from "./setup.mjs";

/** @returns who signs in, and a function that makes the calls which the pictures show */
export async function seed(installation) {
  const file = path.join(installation.home, "setup.json");
  fs.writeFileSync(file, JSON.stringify(setupOf(installation.sampleUrl)));
  const { servers, grants } = JSON.parse(await installation.portcullis("apply", file));
  const urlOf = (slug) => servers.find((server) => server.slug === slug).gateway_url;
  const tokenOf = (label) => grants.find((grant) => grant.label === label).token;
  return { owner, work: () => work(urlOf, tokenOf) };
}

/** What only people do: choose a shadow policy, and leave a draft. From then on the calls are judged by two policies. */
export async function workWith(browser, { work }) {
  await browser.attachShadow(shadow);
  await browser.writeDraft(draft);
  await work();
}

async function work(urlOf, tokenOf) {
  const report = await connect(urlOf("zabbix"), tokenOf("nightly report"), "n8n", "1.118.2");
  const review = await connect(urlOf("zabbix-staging"), tokenOf("capacity review"), "codex-mcp-client", "0.63.0");
  const trial = await connect(urlOf("zabbix-staging"), tokenOf("on-call agent"), "cursor-vscode", "1.0.0");
  const agent = await connect(urlOf("zabbix"), tokenOf("on-call agent"), "claude-code", "2.1.14");

  await report("zabbix_get_hostgroups");
  await review("zabbix_get_hostgroups");
  await trial("zabbix_get_triggers", { limit: 5 });
  for (const id of ["1", "2"])
    await agent("zabbix_acknowledge_event", { eventids: [id], message: "Disk was full, the log is rotated now." });
  await agent("zabbix_get_problems", { severities: [4, 5] });
  await report("zabbix_get_problems", { recent: true });
  await agent("zabbix_host_get", { hostids: ["10084"] });
  await review("zabbix_create_hostgroup", { name: "Capacity" });
  await agent("zabbix_acknowledge_event", { eventids: ["3"], message: "ok" });
  await agent("zabbix_acknowledge_event", { eventids: ["3"], message: "Restarted, the queue drains again." });
  await report("zabbix_create_hostgroup", { name: "Reports" });
  await agent("zabbix_get_items", { hostids: ["10084"], limit: 20 });
  await agent("zabbix_acknowledge_event", { eventids: ["4"], message: "Same cause as the one before." });
  await trial("zabbix_get_problems", { recent: true });
  await agent("zabbix_execute_script", { scriptid: "4", hostid: "10084" });
  await report("zabbix_host_get", { limit: 100 });
  await agent("zabbix_host_delete", { hostids: ["10084"] });
  await review("zabbix_host_update", { hostid: "10084", name: "db-1" });
  await agent("zabbix_get_triggers", { hostids: ["10084"], limit: 10 });
  await agent("zabbix_create_maintenance", { name: "Kernel update", active_since: 1, active_till: 2, maintenance_type: 1 });
  await report("zabbix_get_problems", { recent: true });
  await agent("zabbix_get_events", { limit: 5 });
}

/** A client of its own for one grant; what the gateway refuses is an answer here too. */
async function connect(url, token, name, version) {
  const client = new Client({ name, version });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { authorization: `Bearer ${token}` } } }));
  await client.listTools();
  return async (tool, args = {}) => {
    await client.callTool({ name: tool, arguments: args }).catch(() => undefined);
    await pause(300 + ((tool.length * 137) % 900)); // agents think between two calls
  };
}
