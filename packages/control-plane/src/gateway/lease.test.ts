import { randomUUID } from "node:crypto";
import { openPool, type Pool } from "@portcullis/db/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { StoreUnavailable } from "./ask.ts";
import { Lease } from "./lease.ts";
import { type Admitting, admitting, requestAt } from "./testing/admitting.ts";

let a: Admitting;
let pool: Pool;
beforeAll(async () => {
  a = await admitting();
  pool = openPool({ url: a.database.gatewayUrl, max: 1 });
});
afterAll(async () => {
  await pool?.end();
  await a?.close();
});

const lease = (renewMs = 10) =>
  new Lease({ pool, deadlineMs: 5_000, newId: () => randomUUID(), host: "here", build: "1", renewMs, onError: () => {} });
const replica = async (id: string) => (await a.sql("SELECT * FROM portcullis.replica WHERE id = $1", [id]))[0]!;

test("the row is there before anything is recorded under it, is renewed, and says when the process has ended", async () => {
  const own = lease();
  const id = await own.id();
  const first = (await replica(id)).renewed_at as Date;
  await expect.poll(async () => Number((await replica(id)).renewed_at)).toBeGreaterThan(Number(first));
  await own.close();
  expect(await replica(id)).toMatchObject({ host: "here", build: "1", ended_at: expect.any(Date) });
});

test("who was given up for dead goes on under another id", async () => {
  const own = lease();
  const id = await own.id();
  await a.sql("UPDATE portcullis.replica SET reaped_at = clock_timestamp() WHERE id = $1", [id]);
  await expect.poll(() => own.id()).not.toBe(id);
  expect(await replica(await own.id())).toMatchObject({ reaped_at: null });
  await own.close();
});

test("a database that may forget what it has acknowledged records nothing", async () => {
  const place = await a.newPlace();
  const request = requestAt(place, await a.revision(place.organizationId));
  await a.sql("ALTER ROLE pc_gateway SET synchronous_commit = 'off'");
  try {
    const store = a.openStore({ deadlineMs: 5_000 });
    const failure = await store.admit(request).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreUnavailable);
    expect((failure as StoreUnavailable).operator).toMatch(/synchronous_commit is off/);
    expect(await a.of(place.organizationId, "SELECT 1 FROM portcullis.attempt")).toEqual([]);
  } finally {
    await a.sql("ALTER ROLE pc_gateway SET synchronous_commit = 'on'");
  }
});
