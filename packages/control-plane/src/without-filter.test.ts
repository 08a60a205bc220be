import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Context } from "./caller.ts";
import { ControlPlaneError } from "./errors.ts";
import { newOrganization, testInstallation } from "./testing/installation.ts";
import { testUpstream } from "./testing/upstream.ts";
import { run, verbCases } from "./testing/verbs.ts";
import type { World } from "./testing/world.ts";

/** The attacker's verbs have forgotten the organization; whoever makes the rows has not. */
const forgetful = vi.hoisted(() => ({ of: "" }));
vi.mock("@portcullis/db", async (original) => {
  const real = await original<typeof import("@portcullis/db")>();
  const { unfiltered } = await import("./testing/unfiltered.ts");
  const withOrg: typeof real.withOrg = (database, organizationId, fn) =>
    real.withOrg(database, organizationId, (tx) => fn(organizationId === forgetful.of ? unfiltered(tx, real.Prisma) : tx));
  return { ...real, withOrg };
});

let world: World;
let owner: Context;
let intruder: Context;
beforeAll(async () => {
  world = { here: await testInstallation(), upstream: await testUpstream() };
  owner = await newOrganization(world.here.cp, "Acme");
  intruder = await newOrganization(world.here.cp, "Globex");
  forgetful.of = intruder.caller.organizationId;
});
afterAll(async () => {
  await world?.upstream.close();
  await world?.here.close();
});

const cases = verbCases.filter(({ names }) => names.length > 0);

/** What another organization gets by naming what is ours; "changed" when something of it is another then. */
async function attempt(verb: (typeof cases)[number]): Promise<string> {
  const input = await verb.input(owner, world);
  const before = await everything();
  const answer = await run(verb, intruder, input).then(
    () => "done",
    (error: unknown) => (error instanceof ControlPlaneError ? error.code : "failed"),
  );
  return (await everything()) === before ? answer : "changed";
}

test.each(cases)("IS-2: without its filter $name finds nothing of another organization, and changes nothing of it", async (verb) => {
  expect(await attempt(verb)).toBe("not_found");
});

test.each(verbCases.filter(({ names, action, personal }) => names.length === 0 && !action && !personal))(
  "IS-2: without its filter $name shows nothing of another organization",
  async (verb) => {
    await verb.input(owner, world);
    const shown = JSON.stringify(await run(verb, intruder, await verb.input(intruder, world)));
    for (const secret of [owner.caller.organizationId, owner.caller.userId, owner.caller.organizationSlug])
      expect(shown).not.toContain(secret);
  },
);

// Last, for nothing is guarded any more.
test("PB-43: on tables without row-level security the same attacks succeed", async () => {
  const tables = ["server", "policy", "access_grant", "tool", "stream", "invitation"];
  for (const table of tables) await world.here.rows(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
  const answers = new Map<string, string>();
  for (const verb of cases) answers.set(verb.name, await attempt(verb));
  const through = [...answers].filter(([, answer]) => answer === "done" || answer === "changed").map(([name]) => name);
  expect(through).toEqual(expect.arrayContaining(["getServer", "renameServer", "getPolicy", "revokeGrant"]));
  expect(through.length).toBeGreaterThan(10);
}, 120_000);

async function everything(): Promise<string> {
  const tables = await world.here.rows<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'portcullis' AND column_name = 'organization_id' ORDER BY 1",
  );
  const digests = tables.map(
    ({ name }) => `(SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM ${name} t WHERE organization_id = $1) AS ${name}`,
  );
  return JSON.stringify(await world.here.rows(`SELECT ${digests.join(", ")}`, [owner.caller.organizationId]));
}
