import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditActions } from "./audit/record.ts";
import type { Context } from "./caller.ts";
import { may, type Role, roles } from "./capabilities.ts";
import { ControlPlaneError } from "./errors.ts";
import * as frontDoor from "./index.ts";
import { newMember, newOrganization, testInstallation } from "./testing/installation.ts";
import { testUpstream } from "./testing/upstream.ts";
import { callerlessVerbs, endingVerbs, plainFunctions, run, verbCases } from "./testing/verbs.ts";
import { newGrant, newPolicy, type World } from "./testing/world.ts";

let world: World;
let owner: Context;
let intruder: Context;
const members = new Map<Role, Context>();

beforeAll(async () => {
  world = { here: await testInstallation(), upstream: await testUpstream() };
  owner = await newOrganization(world.here.cp, "Acme");
  intruder = await newOrganization(world.here.cp, "Globex");
  members.set("owner", owner);
  for (const role of roles.slice(1)) members.set(role, await newMember(owner, role));
});
afterAll(async () => {
  await world?.upstream.close();
  await world?.here.close();
});

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => (error instanceof ControlPlaneError ? { code: error.code, message: error.message } : Promise.reject(error)),
  );

test("the list of verbs is whole: every function of the front door is in one of the lists", () => {
  const functions = Object.entries(frontDoor).filter(([, value]) => typeof value === "function" && !/^class /.test(String(value)));
  const listed = [...verbCases.map(({ name }) => name), ...callerlessVerbs, ...endingVerbs, ...plainFunctions];
  expect(functions.map(([name]) => name).sort((a, b) => a.localeCompare(b))).toEqual(listed.sort((a, b) => a.localeCompare(b)));
});

describe("the capability table", () => {
  test.each(verbCases)("$name", async (verb) => {
    const refusedInput = await verb.input(owner, world);
    for (const role of roles) {
      const allowed = may(role, verb.capability);
      const maker = verb.personal ? (members.get(role) as Context) : owner;
      const input = allowed ? await verb.input(maker, world) : refusedInput;
      const answer = await failure(run(verb, members.get(role) as Context, input));
      expect([role, answer?.code ?? "done"]).toEqual([role, allowed ? "done" : "forbidden"]);
    }
  });
});

describe("one audit row for a change, none for a look, and no secret in it", () => {
  test.each(verbCases)("$name", async (verb) => {
    const input = await verb.input(owner, world);
    const before = await newestAuditId();
    await run(verb, owner, input);
    const fresh = await auditRowsAfter(before);
    expect(fresh.map(({ action }) => action)).toEqual(verb.action ? [verb.action] : []);
    if (verb.action) expect(fresh[0]).toMatchObject({ actor_id: owner.caller.userId, actor_name: "Olga", source: "192.0.2.1" });
    expect(JSON.stringify(fresh)).not.toMatch(/s3cret-value|pcg_[a-z0-9]{8}_/);
  });
});

describe("another organization's and no row look alike, and nothing of it changes", () => {
  test.each(verbCases.filter(({ names }) => names.length > 0))("$name", async (verb) => {
    const input = await verb.input(owner, world);
    const before = await everything();
    const foreign = await failure(run(verb, intruder, input));
    expect(foreign?.code).toBe("not_found");
    const absent = { ...input, ...Object.fromEntries(verb.names.map((name) => [name, /slug/i.test(name) ? "no-such" : randomUUID()])) };
    expect(await failure(run(verb, intruder, absent))).toEqual(foreign);
    expect(await everything()).toBe(before);
  });

  test.each(verbCases.filter(({ names, action, personal }) => names.length === 0 && !action && !personal))(
    "$name shows nothing of it",
    async (verb) => {
      await verb.input(owner, world);
      const shown = JSON.stringify(await run(verb, intruder, await verb.input(intruder, world)));
      for (const secret of [owner.caller.organizationId, owner.caller.userId, owner.caller.organizationSlug])
        expect(shown).not.toContain(secret);
    },
  );

  test("its servers and policies cannot be put into a grant", async () => {
    const mine = await newGrant(intruder, world);
    const theirs = await newPolicy(owner, world);
    const [own] = mine.access as [{ serverSlug: string; policyId: string }];
    for (const access of [[{ ...own, policyId: theirs.id }], [{ serverSlug: theirs.serverSlug, policyId: null }]]) {
      await expect(frontDoor.issueGrant(intruder, { label: "x", access })).rejects.toMatchObject({ code: "not_found" });
      await expect(frontDoor.setGrantAccess(intruder, { id: mine.id, access })).rejects.toMatchObject({ code: "not_found" });
    }
  });
});

test.each(verbCases.filter(({ names, action }) => names.length > 0 || action))("$name refuses what it does not know", async (verb) => {
  const input = { ...(await verb.input(owner, world)), surplus: true };
  await expect(run(verb, owner, input)).rejects.toMatchObject({ code: "invalid", issues: [{ pointer: "/surplus" }] });
});

test("every audit action belongs to a verb, or to one without a caller", () => {
  const elsewhere = [
    ...["organization.create", "member.join", "member.leave", "member.recover", "member.change_password", "member.reset_password"],
    ...["access.sign_in", "access.sign_in_failed", "access.confirm_login", "access.sign_out"],
    // Exports of the log and of the record are streams, tested in their rooms.
    // The worker renews verdicts by itself, and it and gateways write down what servers list.
    ...["server.set_url", "server.renew_era", "tool.change_seen", "audit.export", "record.export"],
    // The other word of one verb.
    "approval.refuse",
  ];
  // Publishing and rolling back are one action.
  const belonging = new Set([...verbCases.flatMap(({ action }) => action ?? []), ...elsewhere]);
  expect([...belonging].sort((a, b) => a.localeCompare(b))).toEqual([...auditActions].sort((a, b) => a.localeCompare(b)));
});

const newestAuditId = async () =>
  (
    await world.here.rows<{ id: string }>("SELECT max(id::text) AS id FROM audit_event WHERE organization_id = $1", [
      owner.caller.organizationId,
    ])
  )[0]?.id;

const auditRowsAfter = (id: string | undefined) =>
  world.here.rows<{ action: string }>("SELECT * FROM audit_event WHERE organization_id = $1 AND id > $2 ORDER BY id", [
    owner.caller.organizationId,
    id,
  ]);

/** All rows of the attacked organization, in every table that has some, as one text. */
async function everything(): Promise<string> {
  const tables = await world.here.rows<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'portcullis' AND column_name = 'organization_id' ORDER BY 1",
  );
  expect(tables.length).toBeGreaterThan(10);
  const digests = tables.map(
    ({ name }) => `(SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM ${name} t WHERE organization_id = $1) AS ${name}`,
  );
  return JSON.stringify(await world.here.rows(`SELECT ${digests.join(", ")}`, [owner.caller.organizationId]));
}
