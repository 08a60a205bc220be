// From the click that approves a held call to its first byte at the server: calls held by two gateways, decided one after the other through the
// control plane's own verb.
// Usage: node scripts/bench-approval.mjs [--calls 200] [--every 250] [--json]
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { startEmbeddedPostgres } from "../packages/db/embedded/embedded-postgres.mjs";
import { ensureBuilt, ensureGenerated, ensureInstalled, root } from "./install.mjs";

const { values: options } = parseArgs({
  options: {
    calls: { type: "string", default: "200" },
    every: { type: "string", default: "250" }, // milliseconds between two clicks
    json: { type: "boolean", default: false },
  },
});
const say = options.json ? () => {} : console.log;
ensureInstalled(say);
ensureGenerated(say);
ensureBuilt(say, "@portcullis/gateway");

const barMs = 250;
const callsPerGrant = 20;
const calls = Number(options.calls);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "portcullis-approval-"));
const bundle = path.join(root, "node_modules/.cache", `bench-approval-${randomUUID()}.mjs`);
const gateways = [];
/** What has to end before the database does. */
const closing = [];
let cluster;
try {
  const { Approvers, generateRootKey, getApproval, migrate, openControlPlane, parseKeyring, Seed, voteApproval } = await product();
  cluster = await startEmbeddedPostgres({ dataDir: path.join(folder, "postgres") });
  const rootKey = generateRootKey();
  const keyring = parseKeyring(rootKey);
  await migrate(cluster.url, path.join(root, "prisma/migrations"), keyring);
  const arrivals = new Map();
  const upstream = await startUpstream((key) => arrivals.set(key, performance.now()));
  const seed = await Seed.organization({ ownerUrl: cluster.url, rootKey, keyring }, "bench");
  closing.push(
    () => seed.close(),
    () => upstream.close(),
  );
  const server = await seed.server({ slug: "bench", url: upstream.url, tools: ["hold"] });
  const policy = await seed.policy(server, {
    version: "1",
    default: "deny",
    tools: { hold: { action: "require_approval", approval: { wait: "5m" } } },
  });
  const userId = await new Approvers(seed).person("approver");
  const env = {
    ...process.env,
    DATABASE_URL: cluster.url,
    PORTCULLIS_ROOT_KEY: rootKey,
    GATEWAY_PORT: "0",
    OPERATOR_PORT: "0",
    PORTCULLIS_ALLOW_LOOPBACK: "1",
    LOG_LEVEL: "error",
    LIMIT_CONNECTIONS_PER_SOURCE: "1000",
    // What else the machine does may keep the database waiting.
    LIMIT_ADMISSION_SECONDS: "5",
    LIMIT_CALLS_PER_UPSTREAM: "1000",
    LIMIT_CALLS_PER_ORGANIZATION: "1000",
  };
  for (let n = 0; n < 2; n++) gateways.push(await startGateway(env));

  const answers = [];
  // All before the first call: calls of an organization that is being changed are asked again.
  const tokens = [];
  for (let at = 0; at < calls; at += callsPerGrant) tokens.push((await seed.grant([{ server, policy }])).token);
  for (let n = 0; n < calls; n++) {
    const answer = hold(gateways[n % 2].url, tokens[Math.floor(n / callsPerGrant)], n);
    // It counts at the end; until then nothing has to fail because of it.
    answer.catch((error) => console.error(error.message));
    answers.push(answer);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const held = await until(
    () => seed.sql("SELECT id FROM portcullis.approval WHERE organization_id = $1 AND state = 'pending'", [seed.organizationId]),
    (rows) => rows.length === calls,
  );
  const cp = openControlPlane({
    databaseUrl: cluster.url,
    rootKey,
    allowLoopback: true,
    gatewayUrl: gateways[0].url,
    dashboardUrl: "http://localhost:3000",
  });
  closing.push(() => cp.close());
  const caller = { userId, organizationId: seed.organizationId, organizationSlug: "bench", role: "approver", signedInAt: new Date() };
  const shown = [];
  for (const { id } of held) {
    const { call } = await getApproval({ ...cp, caller }, { id });
    shown.push({ id, callDigest: call.callDigest, key: String(JSON.parse(call.params).arguments.n) });
  }
  const load = os.loadavg()[0];
  const clicks = new Map();
  const votes = shown.map(async ({ id, callDigest, key }, n) => {
    await new Promise((resolve) => setTimeout(resolve, n * Number(options.every)));
    const clicked = performance.now();
    await voteApproval({ ...cp, caller }, { id, vote: "approve", callDigest });
    clicks.set(key, { clicked, committed: performance.now() });
  });
  await Promise.all(votes);
  await Promise.all(answers);
  const report = {
    calls,
    ran: arrivals.size,
    fromClick: percentiles([...clicks].map(([key, { clicked }]) => arrivals.get(key) - clicked)),
    // The vote's answer comes a moment after its commit: a call may be on its way already.
    fromAnswer: percentiles([...clicks].map(([key, { committed }]) => arrivals.get(key) - committed)),
    machine: `${os.cpus().length} x ${os.cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}, load ${load.toFixed(1)} at the beginning`,
  };
  if (options.json) console.log(JSON.stringify(report));
  else {
    say(`${report.ran} of ${calls} held calls left, from two gateways; ${report.machine}`);
    for (const [name, { p50, p95, max }] of Object.entries({
      "from the click": report.fromClick,
      "from the vote's answer": report.fromAnswer,
    }))
      say(`${name.padEnd(24)} p50 ${p50.toFixed(1)} ms   p95 ${p95.toFixed(1)} ms   max ${max.toFixed(1)} ms`);
    say(`bar: p95 from the click <= ${barMs} ms: ${report.fromClick.p95 <= barMs ? "reached" : "missed"}`);
  }
  if (report.ran !== calls || report.fromClick.p95 > barMs) process.exitCode = 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  for (const close of closing) await close();
  await cluster?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
  fs.rmSync(bundle, { force: true });
}

/** The house's own, from its sources. */
async function product() {
  const ours = (name) => name.startsWith(".") || path.isAbsolute(name) || name.startsWith("@portcullis/");
  await build({
    stdin: {
      contents: `
        export { Approvers } from "./apps/gateway/src/testing/approvals.ts";
        export { Seed } from "./apps/gateway/src/testing/seed.ts";
        export { getApproval, openControlPlane, voteApproval } from "@portcullis/control-plane";
        export { generateRootKey, parseKeyring } from "@portcullis/db/keys";
        export { migrate } from "@portcullis/db/runtime";`,
      resolveDir: root,
      loader: "ts",
    },
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
    plugins: [
      {
        name: "npm-stays-outside",
        setup: ({ onResolve }) =>
          onResolve({ filter: /.*/ }, ({ path: name }) => (ours(name) ? undefined : { path: name, external: true })),
      },
    ],
  });
  return import(pathToFileURL(bundle).href);
}

async function startGateway(env) {
  const child = spawn(process.execPath, [path.join(root, "apps/gateway/dist/main.mjs")], { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const { value: line = "" } = await readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const [, url] = /listening on (\S+),/.exec(line) ?? [];
  if (url === undefined) throw new Error(`the gateway did not start: ${line}`);
  return { url, stop: () => child.kill("SIGTERM") && ended };
}

function startUpstream(onCall) {
  const server = http.createServer((request, response) => {
    const at = [];
    request.on("data", (chunk) => at.push(chunk));
    request.on("end", () => {
      const { id, params } = JSON.parse(Buffer.concat(at).toString());
      onCall(String(params?.arguments?.n));
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text: "done" }] } }));
    });
  });
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve({ url: `http://127.0.0.1:${server.address().port}/mcp`, close: () => server.close() })),
  );
}

async function hold(gateway, token, n) {
  const body = { jsonrpc: "2.0", id: n + 1, method: "tools/call", params: { name: "hold", arguments: { n } } };
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  const answer = await fetch(`${gateway}/bench/bench/mcp`, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!text.includes('"done"')) throw new Error(`a held call ended as ${text}`);
}

function percentiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
  return { p50: at(0.5), p95: at(0.95), max: sorted.at(-1) };
}

async function until(ask, wanted) {
  for (const endsAt = performance.now() + 30_000; ; ) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (performance.now() > endsAt) throw new Error(`not as wanted: ${answer.length}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
