import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readEnv } from "./env.ts";
import { workerDatabase } from "./testing/database.ts";
import { startWorker } from "./worker.ts";

let database: Awaited<ReturnType<typeof workerDatabase>>;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "portcullis-worker-"));
const file = (name: string) => path.join(folder, name);
const settings = (more: Record<string, string> = {}) =>
  readEnv({
    DATABASE_URL: database.url,
    PORTCULLIS_ROOT_KEY: database.rootKey,
    WORKER_PORT: "0",
    CHECKPOINT_KEY_FILE: file("keys/key.pem"),
    CHECKPOINT_FILE: file("second/checkpoints.jsonl"),
    CHECKPOINT_SECONDS: "0.2",
    ...more,
  });
const silent = pino({ level: "silent" });
const within = { timeout: 20_000, interval: 50 };

beforeAll(async () => {
  database = await workerDatabase();
});
afterAll(async () => {
  await database?.drop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const event = (organization: string) =>
  database.query(
    `WITH o AS (INSERT INTO portcullis.organization (id, slug, name) VALUES ($1::uuid, left($1::uuid::text, 8), 'Acme') ON CONFLICT DO NOTHING)
     INSERT INTO portcullis.audit_event (organization_id, id, actor_name, action, target_kind, target_id) VALUES ($1::uuid, gen_random_uuid(), 'Olga', 'a.b', 'c', 'd')`,
    [organization],
  );
const checkpoints = () =>
  fs.existsSync(file("second/checkpoints.jsonl")) ? fs.readFileSync(file("second/checkpoints.jsonl"), "utf8").trim().split("\n") : [];

test("a worker seals what is recorded and signs it, in the database and in the second place; two of them do not get in each other's way", async () => {
  const organization = randomUUID();
  const workers = [await startWorker(settings(), silent), await startWorker(settings(), silent)];
  const told = async (route: string) => {
    const response = await fetch(`${workers[0]?.url}${route}`);
    return `${response.status} ${await response.text()}`;
  };
  for (let n = 1; n <= 3; n++) {
    await event(organization);
    await vi.waitFor(async () => {
      const [head] = await database.query("SELECT n, checkpoint_n FROM portcullis.audit_chain WHERE organization_id = $1", [organization]);
      expect(head).toEqual({ n: String(n), checkpoint_n: String(n) });
    }, within);
  }
  const stored = await database.query("SELECT statement FROM portcullis.audit_checkpoint ORDER BY n");
  expect(stored).toHaveLength(3);
  expect(checkpoints().map((line) => JSON.parse(line).statement)).toEqual(stored.map(({ statement }) => statement));
  expect(await told("/readyz")).toBe("200 ready\n");
  expect(await told("/metrics")).toMatch(/portcullis_worker_seal_lag_seconds 0\n/);
  expect(await told("/nothing")).toMatch(/^404/);
  for (const worker of workers) await worker.close();
  expect(fs.statSync(file("keys/key.pem")).mode & 0o777).toBe(0o600);
});

test("a database that cannot be reached makes readiness red, never the process end", async () => {
  const worker = await startWorker(settings({ DATABASE_URL: "postgresql://127.0.0.1:1/none" }), silent);
  expect((await fetch(`${worker.url}/healthz`)).status).toBe(200);
  await vi.waitFor(
    async () => expect(await (await fetch(`${worker.url}/metrics`)).text()).toMatch(/job_failures_total\{job="seal"\} [1-9]/),
    within,
  );
  await worker.close();
});

test("keys that are unfit are refused at the start, with a sentence for the operator", async () => {
  fs.writeFileSync(file("open.pem"), "x", { mode: 0o644 });
  await expect(startWorker(settings({ CHECKPOINT_KEY_FILE: file("open.pem") }), silent)).rejects.toThrow(/can be read by others/);
  fs.writeFileSync(file("none.pem"), "x", { mode: 0o600 });
  await expect(startWorker(settings({ CHECKPOINT_KEY_FILE: file("none.pem") }), silent)).rejects.toThrow(/no Ed25519 key/);
  await expect(startWorker(settings({ PORTCULLIS_ROOT_KEY: "short" }), silent)).rejects.toThrow(/32 bytes/);
  expect(() => settings({ PORTCULLIS_ROOT_KEY: "" })).toThrow(/PORTCULLIS_ROOT_KEY/);
});
