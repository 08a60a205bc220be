import { openPool } from "@portcullis/db/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { type Installation, newMember, newOrganization, testInstallation } from "../testing/installation.ts";
import { type TestUpstream, testUpstream } from "../testing/upstream.ts";
import { newGrant, newServer, type World } from "../testing/world.ts";
import { listKillHistory } from "./history.ts";
import { installationSwitch, killInstallation, releaseInstallation } from "./installation.ts";
import { listKillSwitches } from "./list.ts";
import { killAsOperator, releaseAsOperator } from "./operator.ts";
import { releaseKillSwitch } from "./release.ts";
import { setKillSwitch } from "./set.ts";

let here: Installation;
let upstream: TestUpstream;
let world: World;
let owner: Context;
beforeAll(async () => {
  here = await testInstallation();
  upstream = await testUpstream();
  world = { here, upstream };
  owner = await newOrganization(here.cp);
});
afterAll(async () => {
  await upstream?.close();
  await here?.close();
});

const revision = async ({ caller }: Context) =>
  BigInt((await here.rows<{ revision: string }>("SELECT revision FROM organization WHERE id = $1", [caller.organizationId]))[0]!.revision);

test("each scope is stopped once, shown with who and why, raises the revision that admissions compare, and is released", async () => {
  const { slug: serverSlug } = await newServer(owner, world);
  const { id: grantId } = await newGrant(owner, world);
  const targets = [
    { scope: "organization" },
    { scope: "server", serverSlug },
    { scope: "tool", serverSlug, tool: "alpha" },
    { scope: "grant", grantId },
  ] as const;
  for (const target of targets) {
    const before = await revision(owner);
    const made = await setKillSwitch(owner, { ...target, reason: " it deletes hosts " });
    expect(made).toMatchObject({ ...target, reason: "it deletes hosts", setBy: "Olga" });
    expect(await revision(owner)).toBe(before + 1n);
    await expect(setKillSwitch(owner, { ...target, reason: "again" })).rejects.toMatchObject({ code: "conflict" });
  }
  const { switches, installation } = await listKillSwitches(owner);
  expect(installation).toBeNull();
  expect(switches.map(({ scope }) => scope)).toEqual(["grant", "tool", "server", "organization"]);
  for (const { id } of switches) {
    const before = await revision(owner);
    await releaseKillSwitch(owner, { id });
    expect(await revision(owner)).toBe(before + 1n);
    await expect(releaseKillSwitch(owner, { id })).rejects.toMatchObject({ code: "not_found" });
  }
  expect((await listKillSwitches(owner)).switches).toEqual([]);
  const history = await listKillHistory(owner, { limit: 8 });
  expect(history.map(({ action }) => action)).toEqual([...Array(4).fill("kill.release"), ...Array(4).fill("kill.set")]);
  expect(history.at(-2)).toMatchObject({ target: `server ${serverSlug}`, reason: "it deletes hosts", actorName: "Olga" });
});

test("a stop waits for an admission that has read the state before it, and keeps later ones out until it is committed", async () => {
  const { slug: serverSlug } = await newServer(owner, world);
  const pool = openPool({ url: here.database.gatewayUrl, max: 2 });
  const admission = await pool.connect();
  await admission.query("BEGIN");
  await admission.query("SELECT pg_advisory_xact_lock_shared(1, hashtext($1))", [owner.caller.organizationId]);
  let done = false;
  const stop = setKillSwitch(owner, { scope: "server", serverSlug, reason: "a test" }).finally(() => {
    done = true;
  });
  const waits =
    "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
  while ((await here.rows(waits)).length === 0);
  expect(done).toBe(false);
  // While the stop stands in line, who only tries is not let in.
  const { rows } = await pool.query("SELECT pg_try_advisory_xact_lock_shared(1, hashtext($1)) AS got", [owner.caller.organizationId]);
  expect(rows[0].got).toBe(false);
  await admission.query("COMMIT");
  admission.release();
  await stop;
  await pool.end();
});

test("a tool, a server and a grant that are not there cannot be stopped, and a reason is asked for", async () => {
  const { slug: serverSlug } = await newServer(owner, world);
  const grantId = here.cp.newId();
  for (const target of [
    { scope: "tool", serverSlug, tool: "no such" },
    { scope: "server", serverSlug: "no-such" },
    { scope: "grant", grantId },
  ] as const)
    await expect(setKillSwitch(owner, { ...target, reason: "a test" })).rejects.toMatchObject({ code: "not_found" });
  await expect(setKillSwitch(owner, { scope: "organization", reason: " x" })).rejects.toMatchObject({ code: "invalid" });
  await expect(setKillSwitch(owner, { scope: "planet", reason: "a test" } as never)).rejects.toMatchObject({ code: "invalid" });
});

test("roles that manage neither stop nor release anything, and everybody sees what is stopped", async () => {
  const viewer = await newMember(owner, "viewer");
  const { id: grantId } = await newGrant(owner, world);
  await expect(setKillSwitch(viewer, { scope: "grant", grantId, reason: "a test" })).rejects.toMatchObject({ code: "forbidden" });
  const { id } = await setKillSwitch(owner, { scope: "grant", grantId, reason: "a test" });
  expect((await listKillSwitches(viewer)).switches.map((one) => one.id)).toContain(id);
  await expect(releaseKillSwitch(viewer, { id })).rejects.toMatchObject({ code: "forbidden" });
  await expect(listKillHistory(viewer)).rejects.toMatchObject({ code: "forbidden" });
});

test("what is deleted takes its switches along", async () => {
  const other = await newOrganization(here.cp);
  const { slug, id } = await newServer(other, world);
  await setKillSwitch(other, { scope: "tool", serverSlug: slug, tool: "alpha", reason: "a test" });
  await here.rows("DELETE FROM server WHERE id = $1", [id]);
  expect((await listKillSwitches(other)).switches).toEqual([]);
});

test("the operator stops and releases without an account, and the organization's log names them", async () => {
  const other = await newOrganization(here.cp);
  const organization = other.caller.organizationSlug;
  const { slug: server } = await newServer(other, world);
  expect(await killAsOperator(here.cp, { organization, server, reason: "a test" })).toMatchObject({ setBy: "Operator (command line)" });
  await releaseAsOperator(here.cp, { organization, server });
  await expect(releaseAsOperator(here.cp, { organization, server })).rejects.toMatchObject({ code: "not_found" });
  const rows = await here.rows("SELECT actor_id, actor_name, source FROM audit_event WHERE organization_id = $1 AND action LIKE 'kill.%'", [
    other.caller.organizationId,
  ]);
  expect(rows).toEqual(Array(2).fill({ actor_id: null, actor_name: "Operator (command line)", source: "portcullis kill" }));
});

test("the installation is stopped and released by the root key alone, in its own log; members are told", async () => {
  const keys = { databaseUrl: here.database.ownerUrl, rootKey: here.database.rootKey };
  expect(await killInstallation(keys, { reason: "a leaked key" })).toMatchObject({ killed: true, reason: "a leaked key" });
  expect((await listKillSwitches(owner)).installation).toMatchObject({ reason: "a leaked key" });
  await killInstallation(keys, { reason: "once more" });
  expect(await releaseInstallation(keys)).toMatchObject({ killed: false, reason: null });
  expect((await listKillSwitches(owner)).installation).toBeNull();
  expect(await installationSwitch(keys)).toMatchObject({ killed: false });
  const log = await here.rows("SELECT kind, detail, source FROM installation_log WHERE source = 'portcullis kill' ORDER BY id");
  expect(log).toEqual([
    { kind: "installation_killed", detail: "a leaked key", source: "portcullis kill" },
    { kind: "installation_released", detail: null, source: "portcullis kill" },
  ]);
  const app = openPool({ url: here.database.appUrl, max: 1 });
  await expect(app.query("UPDATE installation_switch SET killed = true")).rejects.toThrow(/permission denied/);
  await app.end();
});
