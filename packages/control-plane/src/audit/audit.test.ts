import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { type Installation, newMember, newOrganization, testInstallation } from "../testing/installation.ts";
import { exportAuditEvents } from "./export.ts";
import { listAuditEvents } from "./list.ts";

let here: Installation;
let owner: Context;
beforeAll(async () => {
  here = await testInstallation();
  owner = await newOrganization(here.cp);
});
afterAll(() => here?.close());

const start = Date.parse("2026-03-01T10:00:00Z");
let order = 0;

/** One event, so many minutes after the start. Ids rise in the order of the calls, as they do in life. */
async function event(minute: number, action: string, targetId: string, actor = owner.caller.userId) {
  const id = `0195${(++order).toString(16).padStart(4, "0")}-0000-7000-8000-000000000000`;
  await here.rows(
    `INSERT INTO audit_event (organization_id, id, at, actor_id, actor_name, action, target_kind, target_id, target_name)
     VALUES ($1, $2, $3, $4, 'Olga', $5, $6, $7, '=cmd|x')`,
    [owner.caller.organizationId, id, new Date(start + minute * 60_000), actor, action, action.split(".")[0], targetId],
  );
}
const shown = async (filters = {}) =>
  (await listAuditEvents(owner, { ...filters, until: new Date("2026-04-01") })).map(
    ({ action, targetId, saves }) => `${action} ${targetId} ${saves}`,
  );

describe("the log", () => {
  beforeAll(async () => {
    const other = await newMember(owner, "admin");
    for (const minute of [0, 1, 5, 20]) await event(minute, "policy.save_draft", "p1");
    await event(21, "policy.save_draft", "p2"); // in between, at another policy: its own stretch
    await event(22, "policy.save_draft", "p1");
    await event(60, "policy.save_draft", "p1"); // after a pause
    await event(61, "policy.save_draft", "p1", other.caller.userId); // somebody else
    await event(62, "policy.publish", "p1");
    await event(63, "policy.save_draft", "p1");
  });

  test("has one row for a stretch of editing: by one person, at one draft, without a long pause or a publishing", async () => {
    expect(await shown()).toEqual([
      "policy.save_draft p1 1",
      "policy.publish p1 1",
      "policy.save_draft p1 1",
      "policy.save_draft p1 1",
      "policy.save_draft p1 5",
      "policy.save_draft p2 1",
    ]);
    const [stretch] = (await listAuditEvents(owner, { until: new Date("2026-04-01") })).filter(({ saves }) => saves === 5);
    expect(stretch).toMatchObject({ since: new Date(start), at: new Date(start + 22 * 60_000) });
  });

  test("pages meet: page by page is the same as at once", async () => {
    const pages: string[] = [];
    for (let before: string | undefined; ; ) {
      const page = await listAuditEvents(owner, { limit: 2, ...(before === undefined ? {} : { before }), until: new Date("2026-04-01") });
      pages.push(...page.map(({ action, targetId, saves }) => `${action} ${targetId} ${saves}`));
      before = page.at(-1)?.id;
      if (page.length < 2) break;
    }
    expect(pages).toEqual(await shown());
  });

  test("is filtered by what, whom and when", async () => {
    expect(await shown({ action: "policy.publish" })).toEqual(["policy.publish p1 1"]);
    expect(await shown({ targetId: "p2" })).toEqual(["policy.save_draft p2 1"]);
    expect(await shown({ kind: "grant" })).toEqual([]);
    expect(await shown({ actorId: owner.caller.userId })).toHaveLength(5);
    expect(await shown({ from: new Date(start + 62 * 60_000) })).toEqual(["policy.save_draft p1 1", "policy.publish p1 1"]);
  });

  test("goes out as CSV, every row once, with formulas made harmless; who may not read it may not export it", async () => {
    const lines: string[] = [];
    for await (const line of exportAuditEvents(owner, { until: new Date("2026-04-01") })) lines.push(line);
    expect(lines[0]).toMatch(/^time,actor,/);
    expect(lines).toHaveLength(7);
    expect(lines[1]).toContain(',"\'=cmd|x",');
    const exports = () => listAuditEvents(owner, { action: "audit.export" });
    expect(await exports()).toMatchObject([
      { actorId: owner.caller.userId, targetKind: "audit", after: { filter: { until: "2026-04-01T00:00:00.000Z" } } },
    ]);
    await exportAuditEvents(owner).next();
    expect((await exports())[0]).toMatchObject({ after: { filter: null } });
    const viewer = await newMember(owner, "viewer");
    await expect(exportAuditEvents(viewer).next()).rejects.toMatchObject({ code: "forbidden" });
    expect(await exports()).toHaveLength(2);
  });
});
