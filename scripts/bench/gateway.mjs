// The gateway as it is deployed: its own process, a durable PostgreSQL, a policy, a grant, every decision recorded.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "../../packages/db/embedded/embedded-postgres.mjs";
import { root } from "../install.mjs";
import { gatewayNodeArgs, ownerEnv, readSettings, serviceEnv } from "../settings.mjs";
import { freePorts } from "./ports.mjs";
import { startProgram } from "./programs.mjs";

// security.md section 6 protects a replica from one client; here one client is the whole load.
const RAISED_CAPS = {
  LIMIT_CONNECTIONS: "10000",
  LIMIT_CONNECTIONS_PER_SOURCE: "10000",
  LIMIT_CALLS_PER_GRANT: "10000",
  LIMIT_CALLS_PER_ORGANIZATION: "10000",
  LIMIT_CALLS_PER_UPSTREAM: "10000",
};

/**
 * @param servers each with its slug, URL, policy and way of recording; one grant of each organization reaches all of its own
 * @returns {Promise<{ organizations: { urls: Record<string, string>, token: string }[], urls: Record<string, string>, token: string, pid: number, databasePid: number, recorded: () => Promise<number>, stop: () => Promise<void> }>} `urls` and `token` are the first organization's
 */
export async function startGateway(servers, { nodeArgs = [], settings: extra = {}, organizations: count = 1 } = {}) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "portcullis-bench-"));
  const [gatewayPort, operatorPort] = await freePorts(2);
  const settings = readSettings({ PORTCULLIS_HOME: home, GATEWAY_PORT: String(gatewayPort), OPERATOR_PORT: String(operatorPort) });
  const database = await startEmbeddedPostgres({ dataDir: path.join(home, "postgres") });
  const env = { ...serviceEnv(settings, database.url), ...RAISED_CAPS, PORTCULLIS_ALLOW_LOOPBACK: "1", LOG_LEVEL: "error", ...extra };
  const cleanUp = async () => {
    await database.stop();
    fs.rmSync(home, { recursive: true, force: true });
  };
  try {
    const ownersEnv = { ...env, ...ownerEnv(settings, database.url), PORTCULLIS_ALLOW_LOOPBACK: "1" };
    portcullis(ownersEnv, "migrate");
    const organizations = [];
    for (let number = 1; number <= count; number++) {
      const applied = JSON.parse(portcullis(ownersEnv, "apply", setupFile(home, servers, number)));
      const urls = Object.fromEntries(applied.servers.map(({ slug, gateway_url }) => [slug, gateway_url]));
      organizations.push({ urls, token: applied.grants[0].token });
    }
    await setRecording(database.url, servers);
    const program = startProgram(path.join(root, "apps/gateway/dist/main.mjs"), [], { env, nodeArgs: [...gatewayNodeArgs, ...nodeArgs] });
    await answers(`http://127.0.0.1:${operatorPort}/readyz`);
    return {
      organizations,
      urls: organizations[0].urls,
      operatorUrl: `http://127.0.0.1:${operatorPort}`,
      token: organizations[0].token,
      pid: program.pid,
      databasePid: database.pid,
      recorded: () => countDecisions(database.url),
      stop: async () => {
        await program.stop();
        await cleanUp();
      },
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

function setupFile(home, servers, number) {
  const file = path.join(home, "setup.json");
  const setup = {
    organization: { slug: `bench-${number}`, name: `Bench ${number}` },
    owner: { email: `owner-${number}@bench.test`, password: "correct horse battery staple" },
    servers: servers.map(({ slug, url }) => ({ slug, name: slug, url, headers: {}, acceptTools: true })),
    policies: servers.map(({ slug, policy }) => ({ server: slug, name: `for ${slug}`, document: policy })),
    grants: [{ label: "load", access: servers.map(({ slug }) => ({ server: slug, policy: `for ${slug}` })) }],
  };
  fs.writeFileSync(file, JSON.stringify(setup));
  return file;
}

function portcullis(env, ...args) {
  const result = spawnSync(process.execPath, [path.join(root, "apps/cli/dist/main.mjs"), ...args], { env, encoding: "utf8" });
  if (result.status !== 0) throw new Error(`portcullis ${args[0]} failed: ${result.stderr || result.stdout}`);
  return result.stdout;
}

async function answers(url) {
  for (const since = Date.now(); ; ) {
    const ready = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    if (Date.now() - since > 20_000) throw new Error(`the gateway does not answer on ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** By the owner, before anything is served: `apply` does not know the setting. */
async function setRecording(url, servers) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const { slug, recording = "guaranteed" } of servers)
    await client.query("update portcullis.server set recording = $2 where slug = $1", [slug, recording]);
  await client.end();
}

async function countDecisions(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("select count(*)::int as n from portcullis.decision");
  await client.end();
  return rows[0].n;
}
