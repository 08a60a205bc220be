import { randomBytes, randomUUID } from "node:crypto";
import { type Keyring, parseKeyring } from "@portcullis/db/keys";
import { openPool } from "@portcullis/db/runtime";
import { SealError } from "@portcullis/upstream/dialer";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findGrant } from "../gateway/find-grant.ts";
import * as verbs from "../index.ts";
import { openHeaders, sealHeaders } from "../server/sealed-headers.ts";
import { rotationRows } from "../testing/env.ts";
import { holdCall, newHolding } from "../testing/held-call.ts";
import { type Installation, newOrganization, testInstallation } from "../testing/installation.ts";
import { poolOf } from "../testing/record.ts";
import { type TestUpstream, testUpstream } from "../testing/upstream.ts";
import { newGrant } from "../testing/world.ts";
import { rotateKeys } from "./rotate-keys.ts";
import { sealedColumns } from "./sealed-columns.ts";

let [here, upstream]: [Installation, TestUpstream] = [] as never;
beforeAll(async () => {
  [here, upstream] = await Promise.all([testInstallation(), testUpstream()]);
});
afterAll(async () => {
  await here?.close();
  await upstream?.close();
});

const another = () => randomBytes(32).toString("base64");
/** Both rings of a rotation, and the new one alone. */
const rings = () => {
  const added = `v2:${another()}`;
  const both = `${here.database.rootKey},${added}`;
  return { both, ring: parseKeyring(both), alone: parseKeyring(added) };
};
const rotate = (rootKey: string) => rotateKeys({ ownerUrl: here.database.ownerUrl, rootKey });

test("the list of sealed columns is the database's", async () => {
  const found = await here.rows<{ column: string }>(
    `SELECT c.table_name || '.' || c.column_name AS column FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'portcullis' AND t.table_type = 'BASE TABLE' AND c.column_name LIKE 'sealed%' ORDER BY 1`,
  );
  expect(new Set(sealedColumns.map(({ table, column }) => `${table}.${column}`))).toEqual(new Set(found.map(({ column }) => column)));
});

test("ID-12: what the product seals, each column of it, is sealed anew; tokens and API keys are at their next use; then the old key opens nothing", async () => {
  const owner = await newOrganization(here.cp);
  const world = { here, upstream };
  const { organizationId } = owner.caller;
  const { slug } = await verbs.registerServer(owner, { name: "Kept", url: upstream.url, headers: [{ name: "x-key", value: "secret" }] });
  const channel = await verbs.createChannel(owner, {
    kind: "webhook",
    name: "hook",
    target: "https://hooks.example.com/a",
  });
  await verbs.rotateChannelSecret(owner, { id: channel.id });
  const { stream } = await verbs.createStream(owner, { kind: "webhook", name: "siem", url: "https://siem.example.com/a" });
  await verbs.rotateStreamSecret(owner, { id: stream.id });
  const { id: held } = await holdCall(owner, here, await newHolding(owner, world));
  const { token, id: tokenGrant } = await newGrant(owner, world);
  const dataKey = randomUUID();
  const { wrapDataKey, openDataKey } = await import("../audit/value-keys.ts");
  const key = randomBytes(32);
  await here.rows("INSERT INTO audit_data_key (organization_id, grant_id, version, sealed_key) VALUES ($1, $2, 1, $3)", [
    organizationId,
    dataKey,
    wrapDataKey(here.database.keyring, organizationId, dataKey, 1, key),
  ]);

  const { both, ring, alone } = rings();
  const gateway = poolOf(here.database, "pc_gateway");
  const found = (keyring: Keyring) => findGrant(gateway, keyring, token, 5_000);
  // While processes are replaced one by one, those that know the old key alone still find it.
  expect(await found(ring)).toMatchObject({ id: tokenGrant });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await found(here.database.keyring)).toMatchObject({ id: tokenGrant });
  const first = await rotate(both);
  expect(first).toMatchObject({ newest: 2, unopened: [] });
  for (const { table, column } of sealedColumns) expect(first.resealed[`${table}.${column}`], `${table}.${column}`).toBeGreaterThan(0);
  expect(first.stillUsed).toMatchObject([{ version: 1, sealed: 0 }]);
  expect(first.stillUsed[0]?.grantTokens).toBeGreaterThan(0);
  const second = await rotate(both);
  expect(Object.values(second.resealed).every((n) => n === 0)).toBe(true);

  const [server] = await here.rows<{ id: string; sealed: string }>(
    "SELECT id, sealed_headers AS sealed FROM server WHERE organization_id = $1 AND slug = $2",
    [organizationId, slug],
  );
  expect(openHeaders(alone, organizationId, server!.id, server!.sealed)).toEqual({ "x-key": "secret" });
  expect(() => openHeaders(here.database.keyring, organizationId, server!.id, server!.sealed)).toThrow(SealError);
  const [wrapped] = await here.rows<{ sealed: string }>("SELECT sealed_key AS sealed FROM audit_data_key WHERE grant_id = $1", [dataKey]);
  expect(openDataKey(alone, organizationId, dataKey, 1, wrapped!.sealed)).toEqual(key);
  expect((await verbs.getApproval({ ...owner, keyring: alone }, { id: held })).call.digestMatches).toBe(true);

  expect(await found(alone)).toBeNull();
  expect(await found(ring)).toMatchObject({ id: tokenGrant });
  await vi.waitFor(async () => expect(await found(alone)).toMatchObject({ id: tokenGrant }));
  expect(await found(here.database.keyring)).toBeNull();
  // One that is under the newest key stays: an older process does not take it back.
  expect(await here.rows("SELECT pepper_version FROM grant_token WHERE grant_id = $1", [tokenGrant])).toEqual([{ pepper_version: 2 }]);
  await gateway.end();
});

test(`ID-12: ${rotationRows} values while they are read and changed: every reading opens, no change is lost`, {
  timeout: 300_000,
}, async () => {
  const organizationId = randomUUID();
  await here.rows("INSERT INTO organization (id, slug, name) VALUES ($1::uuid, left($1::uuid::text, 13), 'Many')", [organizationId]);
  const ids = Array.from({ length: rotationRows }, () => randomUUID());
  const old = here.database.keyring;
  for (let at = 0; at < ids.length; at += 5_000) {
    const some = ids.slice(at, at + 5_000);
    await here.rows(
      `INSERT INTO server (organization_id, id, slug, name, url, era, protocol_version, discovered_at, sealed_headers)
       SELECT $1, u.id, 's' || left(u.id::text, 30), 'S', 'http://127.0.0.1:1/', 'modern', '2026-07-28', now(), u.sealed FROM unnest($2::uuid[], $3::text[]) AS u(id, sealed)`,
      [organizationId, some, some.map((id) => sealHeaders(old, organizationId, id, { id }))],
    );
  }
  // Two that were exchanged, and one that was cut.
  const [one, other, cut] = ids as [string, string, string];
  await here.rows(
    `UPDATE server s SET sealed_headers = CASE WHEN s.id = $2 THEN o.sealed_headers ELSE s.sealed_headers END FROM server o
     WHERE s.organization_id = $1 AND s.id IN ($2, $3) AND o.id = $3`,
    [organizationId, one, other],
  );
  await here.rows("UPDATE server SET sealed_headers = left(sealed_headers, 40) WHERE id = $1", [cut]);
  const spoilt = new Set([one, cut]);

  const { both, ring, alone } = rings();
  const pool = openPool({ url: here.database.ownerUrl, max: 4 });
  let [isOver, readings, changes] = [false, 0, 0];
  const errors: unknown[] = [];
  const changed = new Map<string, string>();
  const anyId = () => ids[3 + Math.floor(Math.random() * (ids.length - 3))]!;
  const sealedOf = async (id: string) =>
    (
      await pool.query<{ sealed: string }>(
        "SELECT sealed_headers AS sealed FROM portcullis.server WHERE organization_id = $1 AND id = $2",
        [organizationId, id],
      )
    ).rows[0]!.sealed;
  const reader = async () => {
    while (!isOver) {
      const id = anyId();
      try {
        openHeaders(ring, organizationId, id, await sealedOf(id));
        readings++;
      } catch (error) {
        errors.push(error);
      }
    }
  };
  // A process that was started before the rotation still seals with the old key.
  const writer = async () => {
    while (!isOver) {
      const id = anyId();
      const value = `changed ${changes++}`;
      await pool.query("UPDATE portcullis.server SET sealed_headers = $3 WHERE organization_id = $1 AND id = $2", [
        organizationId,
        id,
        sealHeaders(changes % 2 === 0 ? old : ring, organizationId, id, { value }),
      ]);
      changed.set(id, value);
    }
  };
  const load = [reader(), reader(), writer()];
  const done = await rotate(both);
  isOver = true;
  await Promise.all(load);
  expect(errors).toEqual([]);
  expect([readings > 50, changes > 50]).toEqual([true, true]);
  expect(new Set(done.unopened.map(({ rowId }) => rowId))).toEqual(spoilt);

  // What was written with the old key behind its back comes with the next run.
  await rotate(both);
  const stored = await pool.query<{ id: string; sealed: string }>(
    "SELECT id, sealed_headers AS sealed FROM portcullis.server WHERE organization_id = $1",
    [organizationId],
  );
  for (const { id, sealed } of stored.rows) {
    if (spoilt.has(id)) expect(() => openHeaders(ring, organizationId, id, sealed)).toThrow(SealError);
    else expect(openHeaders(alone, organizationId, id, sealed)).toEqual(changed.has(id) ? { value: changed.get(id) } : { id });
    expect(() => openHeaders(old, organizationId, id, sealed)).toThrow(SealError);
  }
  await pool.end();
});
