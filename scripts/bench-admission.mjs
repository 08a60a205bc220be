// What a batch of admission costs the database, and that it does not grow with what the installation holds (security.md 8.2, LO-1).
// Usage: node scripts/bench-admission.mjs [--organizations 10,1000,20000] [--decisions 10000,1000000] [--batches 400] [--sql file] [--json]
import { randomBytes, randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import pg from "pg";
import { startEmbeddedPostgres } from "../packages/db/embedded/embedded-postgres.mjs";
import { root } from "./install.mjs";

const numbers = (text) => text.split(",").map(Number);
const { values: options } = parseArgs({
  options: {
    organizations: { type: "string", default: "10,1000,20000" },
    decisions: { type: "string", default: "10000,1000000" },
    batches: { type: "string", default: "400" },
    // A file of SQL that is run after the migrations: another version of a function, to compare.
    sql: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const callsOfBatch = 64;
const organizationsOfBatch = 50;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "portcullis-admission-"));
const bundle = path.join(root, "node_modules/.cache", `bench-admission-${randomUUID()}.mjs`);
let cluster;
try {
  const { encodeBatch, encodeCall, generateRootKey, migrate, parseKeyring, roleUrl, uuidV7 } = await product();
  cluster = await startEmbeddedPostgres({ dataDir: path.join(folder, "postgres") });
  const ring = parseKeyring(generateRootKey());
  await migrate(cluster.url, path.join(root, "prisma/migrations"), ring);
  const owner = new pg.Client({ connectionString: cluster.url, options: "-c search_path=portcullis" });
  await owner.connect();
  if (options.sql !== undefined) await owner.query(fs.readFileSync(options.sql, "utf8"));
  const places = [];
  const results = [];
  for (const decisions of numbers(options.decisions)) {
    for (const organizations of numbers(options.organizations)) {
      if (organizations < places.length) continue;
      await seedOrganizations(owner, places, organizations);
      await seedDecisions(owner, places, decisions);
      await owner.query("VACUUM ANALYZE");
      // A connection of its own: no plan is left from a smaller database.
      const gateway = new pg.Client({ connectionString: roleUrl(cluster.url, "pc_gateway", ring), options: "-c timezone=UTC" });
      await gateway.connect();
      const replica = randomUUID();
      await gateway.query("INSERT INTO portcullis.replica (id, host, build) VALUES ($1, 'bench', '')", [replica]);
      const { rows: backends } = await gateway.query("SELECT pg_backend_pid() AS pid");
      const times = [];
      let busySince = 0;
      for (let n = 0; n < Number(options.batches) + 20; n++) {
        const { places: _, ...batch } = encodeBatch(callsAt(places, uuidV7).map((request) => encodeCall(request, false)));
        const { organizations: o, lasts, counterLasts, limitLasts, calls, counters, limits, approvals } = batch;
        if (n === 20) busySince = processorMs(backends[0].pid);
        const since = performance.now();
        const text = "SELECT * FROM portcullis.admit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        const { rows } = await gateway.query({
          name: "admit",
          text,
          values: [replica, false, o, lasts, counterLasts, limitLasts, calls, counters, limits, approvals],
        });
        if (n >= 20) times.push(performance.now() - since);
        if (rows.length !== callsOfBatch || rows.some(({ verdict }) => verdict !== "admitted")) throw new Error(JSON.stringify(rows[0]));
      }
      const busy = (processorMs(backends[0].pid) - busySince) / times.length;
      await gateway.end();
      times.sort((a, b) => a - b);
      const at = (share) => Number(times[Math.floor(times.length * share)].toFixed(2));
      results.push({ organizations, decisions, p50: at(0.5), p95: at(0.95), best: at(0), processor: Number(busy.toFixed(2)) });
      if (!options.json) console.log(results.at(-1));
    }
  }
  await owner.end();
  // Of a database with fewer organizations than a batch has, the batch is another one.
  const comparable = results.filter(({ organizations }) => organizations >= organizationsOfBatch);
  const growth = Number((Math.max(...comparable.map(({ processor }) => processor)) / comparable[0]?.processor).toFixed(2));
  console.log(options.json ? JSON.stringify({ results, growth }) : `milliseconds of a batch of 64; grows by at most ${growth}`);
} finally {
  await cluster?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
  fs.rmSync(bundle, { force: true });
}

/** What the gateway sends, from its own source. */
async function product() {
  const ours = (name) => name.startsWith(".") || path.isAbsolute(name) || name.startsWith("@portcullis/");
  await build({
    stdin: {
      contents: `
        export { encodeBatch, encodeCall } from "./packages/control-plane/src/gateway/encode-admission.ts";
        export { uuidV7 } from "./packages/control-plane/src/uuid.ts";
        export { generateRootKey, parseKeyring, roleUrl } from "@portcullis/db/keys";
        export { migrate } from "@portcullis/db/runtime";`,
      resolveDir: path.join(root, "packages/control-plane"),
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
          onResolve({ filter: /.*/ }, ({ path: name }) => {
            if (name.startsWith("./packages/")) return { path: path.join(root, name) };
            return ours(name) ? undefined : { path: name, external: true };
          }),
      },
    ],
  });
  return import(pathToFileURL(bundle).href);
}

/** What a process has used of a processor, user and system, in milliseconds (proc(5); a tick is 10 ms). */
function processorMs(pid) {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Until there are so many organizations, each with a server and a grant on it. */
async function seedOrganizations(owner, places, wanted) {
  const fresh = Array.from({ length: wanted - places.length }, () => [randomUUID(), randomUUID(), randomUUID()]);
  for (let at = 0; at < fresh.length; at += 5_000) {
    const columns = [0, 1, 2].map((column) => fresh.slice(at, at + 5_000).map((row) => row[column]));
    const from = "FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS u(o, s, g)";
    const insert = async (text, own) => owner.query(text, columns.slice(0, own));
    await insert("INSERT INTO organization (id, slug, name) SELECT u, 'o' || u, 'o' FROM unnest($1::uuid[]) u", 1);
    await insert(
      `INSERT INTO server (organization_id, id, slug, name, url, era, protocol_version, discovered_at)
       SELECT o, s, 'server', 'Server', 'http://127.0.0.1:1/', 'modern', '2026-07-28', now() FROM unnest($1::uuid[], $2::uuid[]) AS u(o, s)`,
      2,
    );
    await insert(`INSERT INTO access_grant (organization_id, id, label) SELECT o, g, 'agent' ${from} WHERE s IS NOT NULL`, 3);
    await insert(`INSERT INTO grant_server (organization_id, grant_id, server_id) SELECT o, g, s ${from}`, 3);
  }
  for (const [organizationId, serverId, grantId] of fresh) places.push({ organizationId, serverId, grantId });
  const { rows } = await owner.query("SELECT id, revision::text FROM organization");
  const revisions = new Map(rows.map(({ id, revision }) => [id, BigInt(revision)]));
  for (const place of places) place.revision = revisions.get(place.organizationId);
}

/** Until there are so many stored decisions of this month, spread over the organizations. */
async function seedDecisions(owner, places, wanted) {
  const { rows } = await owner.query("SELECT count(*)::integer AS n FROM attempt");
  for (let left = wanted - rows[0].n; left > 0; left -= 50_000) {
    await owner.query(
      `WITH made AS (
        INSERT INTO attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, tool, effect, reason)
        SELECT ($1::uuid[])[1 + n % cardinality($1::uuid[])], overlay(gen_random_uuid()::text placing left(first_id(now())::text, 13) from 1 for 13)::uuid,
          gen_random_uuid(), 'agent', gen_random_uuid(), 'server', 'tools/call', 'read', 'allow', 'allowed' FROM generate_series(1, $2) n
        RETURNING organization_id, id)
       INSERT INTO outcome (organization_id, id, outcome, duration_ms) SELECT organization_id, id, 'ok', 1 FROM made`,
      [places.map(({ organizationId }) => organizationId), Math.min(left, 50_000)],
    );
  }
}

/** A batch as a busy gateway sends it: each call under one limit that has room. */
function callsAt(places, uuidV7) {
  const start = Math.floor(Math.random() * places.length);
  return Array.from({ length: callsOfBatch }, (_, n) => {
    const { revision, ...place } = places[(start + (n % organizationsOfBatch)) % places.length];
    return {
      attempt: {
        ...place,
        id: uuidV7(new Date(), randomBytes(10)),
        grantLabel: "agent",
        serverSlug: "server",
        method: "tools/call",
        tool: "read",
        argumentNames: ["host", "name"],
        effect: "allow",
        reason: "allowed",
        rule: "/tools/read",
        message: null,
        policyId: randomUUID(),
        policyName: "policy",
        policyVersion: 1,
        era: "modern",
        protocolVersion: "2026-07-28",
        clientName: "bench",
        clientVersion: "1",
        sourceAddress: "127.0.0.1",
        observed: null,
        shadow: null,
        ownerId: null,
        upstreamOrigin: "http://127.0.0.1:1",
        toolDigest: randomBytes(32),
        callDigest: randomBytes(32),
        argumentView: null,
        splices: [],
        traceId: randomBytes(16).toString("hex"),
        recording: "guaranteed",
      },
      revision,
      observe: false,
      idempotency: null,
      reservations: [
        {
          counter: "calls",
          scope: "grant",
          window: "hour",
          rolling: false,
          timezone: "UTC",
          max: "1000000",
          amount: "1",
          unit: "calls",
          rule: "/limits/0",
        },
      ],
    };
  });
}
