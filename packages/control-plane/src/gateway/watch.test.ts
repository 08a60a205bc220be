import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Pool } from "@portcullis/db/runtime";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { poolOf } from "../testing/record.ts";
import { watch } from "./watch.ts";

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = poolOf(database, "pc_gateway");
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

/** A database whose answers take their time. */
const slow = (delayMs: number): Pool =>
  new Proxy(pool, {
    get(target, name) {
      if (name !== "connect") return Reflect.get(target, name, target);
      return async () => {
        const client = await target.connect();
        return new Proxy(client, {
          get(inner, member) {
            const value = Reflect.get(inner, member, inner);
            if (member !== "query") return typeof value === "function" ? value.bind(inner) : value;
            return async (...asked: unknown[]) => {
              const answer = await (value as (...all: unknown[]) => Promise<unknown>).apply(inner, asked);
              await new Promise((resolve) => setTimeout(resolve, delayMs));
              return answer;
            };
          },
        });
      };
    },
  });

/** What is committed while the answer is on its way may be missing from it: the state is as old as the question. */
async function isAsOldAsTheQuestion(watching: typeof watch): Promise<void> {
  const nothing = () => {};
  const seen = await watching({
    url: database.gatewayUrl,
    pool: slow(400),
    pollMs: 60_000,
    deadlineMs: 5_000,
    onChange: nothing,
    onState: nothing,
  });
  try {
    const before = performance.now();
    await seen.confirm();
    expect(performance.now() - before).toBeGreaterThan(390);
    expect(seen.confirmedAt() - before).toBeLessThan(200);
  } finally {
    await seen.close();
  }
}

test("FR-6: a confirmation is as old as its question", () => isAsOldAsTheQuestion(watch));

test("planted PB-33 (FR-6): a lease counted from the answer", async () => {
  const root = path.join(import.meta.dirname, "../../../..");
  const outfile = path.join(root, "node_modules/.cache/portcullis-planted", `${randomUUID()}.mjs`);
  const entry = "packages/control-plane/src/gateway/watch.ts";
  const bug = { file: entry, from: "this.confirmedAt = askedAt;", to: "this.confirmedAt = performance.now();" };
  await mkdir(path.dirname(outfile), { recursive: true });
  try {
    await promisify(execFile)(process.execPath, [path.join(root, "scripts/plant.mjs"), entry, outfile, JSON.stringify(bug)]);
    const planted = (await import(pathToFileURL(outfile).href)) as { watch: typeof watch };
    await expect(isAsOldAsTheQuestion(planted.watch)).rejects.toThrow();
  } finally {
    await rm(outfile, { force: true });
  }
});
