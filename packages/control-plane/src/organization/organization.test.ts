import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { membershipsOf } from "../account/read-session.ts";
import { leaveOrganization } from "../member/leave.ts";
import { type Installation, newMember, newOrganization, newSource, testInstallation } from "../testing/installation.ts";
import { type TestUpstream, testUpstream } from "../testing/upstream.ts";
import { newDecision, newGrant, type World } from "../testing/world.ts";
import { outsideOrganizations } from "../transaction.ts";
import { deleteOrganization } from "./delete.ts";
import { getOrganization } from "./get.ts";
import { previewSlug } from "./preview-slug.ts";

let here: Installation;
let upstream: TestUpstream;
let world: World;
beforeAll(async () => {
  here = await testInstallation();
  upstream = await testUpstream();
  world = { here, upstream };
});
afterAll(async () => {
  await upstream?.close();
  await here?.close();
});

const organizationsOf = (userId: string) => outsideOrganizations(here.cp, (tx) => membershipsOf(tx, userId));

describe("leaving", () => {
  test("every role may, the last owner may not; the grants stay and the audit log says it", async () => {
    const owner = await newOrganization(here.cp);
    await newGrant(owner, world);
    await expect(leaveOrganization(owner)).rejects.toMatchObject({ code: "conflict" });
    const viewer = await newMember(owner, "viewer");
    await leaveOrganization(viewer);
    expect(await organizationsOf(viewer.caller.userId)).toEqual([]);
    const second = await newMember(owner, "owner");
    await leaveOrganization(owner);
    expect(await getOrganization(second)).toMatchObject({ members: 1, owners: 1, grants: 1 });
    await expect(leaveOrganization(second)).rejects.toMatchObject({ code: "conflict" });
    const rows = await here.rows("SELECT actor_id FROM audit_event WHERE organization_id = $1 AND action = 'member.leave' ORDER BY id", [
      owner.caller.organizationId,
    ]);
    expect(rows).toEqual([{ actor_id: viewer.caller.userId }, { actor_id: owner.caller.userId }]);
  });

  test("two owners who leave at once do not leave nobody behind", async () => {
    const owner = await newOrganization(here.cp);
    const second = await newMember(owner, "owner");
    const both = await Promise.allSettled([leaveOrganization(owner), leaveOrganization(second)]);
    expect(both.map(({ status }) => status).sort((a, b) => a.localeCompare(b))).toEqual(["fulfilled", "rejected"]);
  });
});

describe("deleting", () => {
  test("takes everything of it and nothing of another, and leaves the operator one row", async () => {
    const [owner, other] = [await newOrganization(here.cp, "Doomed"), await newOrganization(here.cp, "Other")];
    for (const ctx of [owner, other]) await newDecision(ctx, world, (await newGrant(ctx, world)).id);
    for (const { caller } of [owner, other])
      await here.rows(
        `INSERT INTO decision_rollup (organization_id, bucket, grant_id, server_slug, effect, calls, limited, observed, disagreed, duration_ms, latency)
         VALUES ($1, now(), gen_random_uuid(), 'zabbix', 'allow', 1, 0, 0, 0, 1, '{}')`,
        [caller.organizationId],
      );
    const { organizationId, organizationSlug: slug, userId } = owner.caller;
    await expect(deleteOrganization(owner, { confirm: "doomed " })).rejects.toMatchObject({ issues: [{ pointer: "/confirm" }] });
    for (const role of ["admin", "policy_manager", "approver", "viewer"] as const)
      await expect(deleteOrganization(await newMember(owner, role), { confirm: slug })).rejects.toMatchObject({ code: "forbidden" });
    const kept = await rowsOf(other.caller.organizationId);
    await deleteOrganization(owner, { confirm: slug });
    expect(await rowsOf(organizationId)).toEqual([]);
    expect(await rowsOf(other.caller.organizationId)).toEqual(kept);
    expect(kept.map(({ name }) => name)).toEqual(expect.arrayContaining(["decision", "decision_rollup"]));
    expect(await organizationsOf(userId)).toEqual([]);
    expect(await here.rows("SELECT slug, deleted_by FROM deleted_organization WHERE id = $1", [organizationId])).toEqual([
      { slug, deleted_by: userId },
    ]);
  });

  test("a gateway that missed the notification hears of it by its question", async () => {
    const owner = await newOrganization(here.cp);
    const { organizationId, organizationSlug } = owner.caller;
    const revision = async () =>
      (
        await here.rows<{ revision: string }>("SELECT revision FROM changed_organizations() WHERE organization_id = $1", [organizationId])
      )[0]?.revision;
    const before = await revision();
    await deleteOrganization(owner, { confirm: organizationSlug });
    expect(Number(await revision())).toBeGreaterThan(Number(before));
  });

  test("the record of a living organization is out of reach of what clears up after a dead one", async () => {
    const owner = await newOrganization(here.cp);
    await newDecision(owner, world);
    await here.rows("SELECT purge_decisions_of($1)", [owner.caller.organizationId]);
    const rows = await here.rows("SELECT id FROM decision WHERE organization_id = $1", [owner.caller.organizationId]);
    expect(rows).toHaveLength(1);
  });
});

describe("the short name as one types", () => {
  test("is the one that sign-up gives, and says whose it is not", async () => {
    const source = newSource();
    await newOrganization(here.cp, "Typed Name");
    expect(await previewSlug(here.cp, { name: "Typed Name", source })).toEqual({ slug: "typed-name-2", taken: "typed-name" });
    expect((await newOrganization(here.cp, "Typed Name")).caller.organizationSlug).toBe("typed-name-2");
    expect(await previewSlug(here.cp, { name: "Free Name", source })).toEqual({ slug: "free-name", taken: null });
    expect(await previewSlug(here.cp, { name: " ", source })).toEqual({ slug: "team", taken: null });
  });

  test("names are not for listing: who asks too often learns nothing of others", async () => {
    const source = newSource();
    await newOrganization(here.cp, "Listed");
    for (let n = 0; n < 120; n++) await previewSlug(here.cp, { name: `n${n}`, source });
    expect(await previewSlug(here.cp, { name: "Listed", source })).toEqual({ slug: "listed", taken: null });
  });
});

/** How many rows each table has for an organization; those without are left out. */
async function rowsOf(organizationId: string): Promise<{ name: string; n: number }[]> {
  const tables = await here.rows<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'portcullis' AND column_name = 'organization_id' ORDER BY 1",
  );
  const counts = await Promise.all(
    tables.map(async ({ name }) => ({
      name,
      n: (await here.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${name} WHERE organization_id = $1`, [organizationId]))[0]?.n ?? 0,
    })),
  );
  return counts.filter(({ n }) => n > 0);
}
