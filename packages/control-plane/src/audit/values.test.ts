import { randomBytes } from "node:crypto";
import { generateRootKey, parseKeyring, roleUrl } from "@portcullis/db/keys";
import { openPool, type Pool, withOrgClient } from "@portcullis/db/runtime";
import { REQUEST_LIMITS, scan } from "@portcullis/protocol";
import { SealError } from "@portcullis/upstream/dialer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { type Installation, newOrganization, testInstallation } from "../testing/installation.ts";
import { chainProblems, plantedEntry } from "../testing/record.ts";
import { viewArguments, viewPlace } from "./argument-view.ts";
import { eraseValues } from "./erase-values.ts";
import { findValue } from "./find-value.ts";
import { readValues } from "./read-values.ts";
import { seal } from "./seal.ts";
import { openDataKey, readValueRecording, wrapDataKey } from "./value-keys.ts";

let here: Installation;
let acme: Context;
let gateway: Pool;
let owner: Pool;
let sealer: Pool;
beforeAll(async () => {
  here = await testInstallation();
  acme = await newOrganization(here.cp, "Acme");
  gateway = openPool({ url: here.database.gatewayUrl, max: 2 });
  owner = openPool({ url: here.database.ownerUrl, max: 2 });
  sealer = openPool({ url: roleUrl(here.database.ownerUrl, "pc_sealer", here.database.keyring), max: 1 });
});
afterAll(async () => {
  await Promise.all([gateway, owner, sealer].map((pool) => pool?.end()));
  await here?.close();
});

const schema = { properties: { host: { type: "string" } } };
async function newGrant(label: string): Promise<string> {
  const id = acme.newId();
  await here.rows("INSERT INTO access_grant (organization_id, id, label) VALUES ($1, $2, $3)", [acme.caller.organizationId, id, label]);
  return id;
}
/** A call as the gateway records it. */
async function record(grantId: string, call: unknown): Promise<string> {
  const { organizationId } = acme.caller;
  const id = acme.newId();
  const read = scan(new TextEncoder().encode(JSON.stringify(call)), REQUEST_LIMITS);
  const root = read.ok && read.root.kind === "object" ? read.root : undefined;
  await withOrgClient(gateway, organizationId, async (client) => {
    const recording = await readValueRecording(client, here.database.keyring, organizationId, grantId);
    const view = viewArguments(recording, root, schema, { organizationId, attemptId: id });
    await client.query(
      `INSERT INTO portcullis.attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, tool, effect, reason, argument_view)
       VALUES ($1, $2, $3, 'agent', $3, 'zabbix', 'tools/call', 'host_get', 'allow', 'allowed', $4)`,
      [organizationId, id, grantId, view],
    );
  });
  return id;
}
const keep = (values: string) =>
  here.rows("UPDATE organization SET record_values = $1 WHERE id = $2", [values, acme.caller.organizationId]);
const since = new Date(Date.now() - 60_000);

describe("recorded values", () => {
  test("are nothing unless the organization says so; a change of that moves its revision, so that every gateway learns of it", async () => {
    const grant = await newGrant("silent");
    const id = await record(grant, { host: "web-1" });
    expect(await here.rows("SELECT argument_view FROM attempt WHERE id = $1", [id])).toEqual([{ argument_view: null }]);
    const revision = async () =>
      (await here.rows<{ revision: string }>("SELECT revision FROM organization WHERE id = $1", [acme.caller.organizationId]))[0]?.revision;
    const before = BigInt((await revision()) ?? 0);
    await keep("hashed");
    expect(BigInt((await revision()) ?? 0)).toBe(before + 1n);
  });

  test("hashed: whether a value was ever used can be asked, by number and by text; the value cannot be read", async () => {
    await keep("hashed");
    const grant = await newGrant("hashing");
    const id = await record(grant, { host: "web_7", limit: 12 });
    await record(grant, { host: "other" });
    expect(await findValue(acme, { value: "web_7", from: since })).toMatchObject([{ id }]);
    expect(await findValue(acme, { value: 12, from: since })).toMatchObject([{ id }]);
    expect(await findValue(acme, { value: "web-7", from: since })).toEqual([]);
    expect(await readValues(acme, { decisionId: id })).toEqual({ state: "none", values: {} });
  });

  test("AU-14: encrypted: they open until the grant's key is destroyed; another grant's stay, the chain too, and counts", async () => {
    await keep("encrypted");
    const [subject, other] = [await newGrant("subject"), await newGrant("other")];
    const [gone, stays] = [await record(subject, { host: "canary-1" }), await record(other, { host: "canary-2" })];
    expect(await readValues(acme, { decisionId: gone })).toEqual({ state: "open", values: { "/host": '"canary-1"' } });
    const [dump] = await here.rows<{ found: boolean }>(
      "SELECT EXISTS (SELECT FROM attempt a WHERE a::text LIKE '%canary-%') OR EXISTS (SELECT FROM audit_event e WHERE e::text LIKE '%canary-%') AS found",
    );
    expect(dump?.found).toBe(false);
    while ((await seal(sealer))?.rows !== 0);
    expect(await eraseValues(acme, { grantId: subject })).toEqual({ keys: 1 });
    expect(await readValues(acme, { decisionId: gone })).toEqual({ state: "erased", values: {} });
    expect(await readValues(acme, { decisionId: stays })).toMatchObject({ state: "open" });
    expect(await chainProblems(owner, acme.caller.organizationId)).toEqual([]);
    expect(await here.rows("SELECT sealed_key FROM audit_data_key WHERE grant_id = $1", [subject])).toEqual([{ sealed_key: null }]);
    const after = await record(subject, { host: "canary-3" });
    expect(await readValues(acme, { decisionId: after })).toMatchObject({ state: "open" });
    expect(await readValues(acme, { decisionId: gone })).toMatchObject({ state: "erased" });
  });

  test("ID-12: keys and values moved to another organization, grant, version or row do not open", async () => {
    await keep("encrypted");
    const [one, two] = [await newGrant("one"), await newGrant("two")];
    const [first, second] = [await record(one, { host: "a" }), await record(one, { host: "b" })];
    await record(two, { host: "c" });
    // A value at another row of the same grant.
    await here.rows("UPDATE attempt SET argument_view = (SELECT argument_view FROM attempt WHERE id = $1) WHERE id = $2", [first, second]);
    expect(await readValues(acme, { decisionId: second })).toEqual({ state: "erased", values: {} });
    // A key at another grant.
    await here.rows(
      "UPDATE audit_data_key SET sealed_key = (SELECT sealed_key FROM audit_data_key WHERE grant_id = $1) WHERE grant_id = $2",
      [one, two],
    );
    await expect(record(two, { host: "d" })).rejects.toThrow(SealError);
    const { keyring } = here.database;
    const wrapped = wrapDataKey(keyring, "o1", "g1", 1, randomBytes(32));
    expect(openDataKey(keyring, "o1", "g1", 1, wrapped)).toHaveLength(32);
    for (const [organization, grant, version] of [
      ["o2", "g1", 1],
      ["o1", "g2", 1],
      ["o1", "g1", 2],
    ] as const)
      expect(() => openDataKey(keyring, organization, grant, version, wrapped)).toThrow(SealError);
  });

  test("ID-12: after a rotation of the root key both versions read; without the old one, its keys do not open", () => {
    const [old, next] = [generateRootKey().slice(3), generateRootKey().slice(3)];
    const key = randomBytes(32);
    const wrapped = wrapDataKey(parseKeyring(`v1:${old}`), "o", "g", 1, key);
    const both = parseKeyring(`v1:${old},v2:${next}`);
    expect(openDataKey(both, "o", "g", 1, wrapped)).toEqual(key);
    const again = wrapDataKey(both, "o", "g", 1, key);
    expect(openDataKey(parseKeyring(`v2:${next}`), "o", "g", 1, again)).toEqual(key);
    expect(() => openDataKey(parseKeyring(`v2:${next}`), "o", "g", 1, wrapped)).toThrow(SealError);
  });

  test("PB-52 (ID-12): a seal without associated data lets a value open at another row", async () => {
    type Sealing = typeof import("@portcullis/upstream/dialer");
    const opensElsewhere = ({ seal, open }: Pick<Sealing, "seal" | "open">) => {
      const key = new Uint8Array(32).fill(3);
      const sealed = seal({ version: 1, key }, "value", viewPlace("acme", "here"));
      try {
        return open(() => key, sealed, viewPlace("globex", "elsewhere")).toString();
      } catch {
        return null;
      }
    };
    expect(opensElsewhere(await import("@portcullis/upstream/dialer"))).toBeNull();
    const planted = await plantedEntry<Sealing>("packages/upstream/src/dialer.ts", {
      file: "packages/upstream/src/seal.ts",
      from: 'const parts = ["portcullis/seal/1", organizationId, table, column, rowId, String(version)].map((part) => Buffer.from(part));',
      to: 'void [organizationId, table, column, rowId, version]; const parts = ["portcullis/seal/1"].map((part) => Buffer.from(part));',
    });
    expect(opensElsewhere(planted)).toBe("value");
  });
});
