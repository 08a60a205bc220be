import { afterAll, beforeAll, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { type Installation, newOrganization, testInstallation } from "../testing/installation.ts";
import { listDecisions, searchDecisions } from "./list.ts";

let here: Installation;
let owner: Context;
const rows = 60_000;
/** The id of the nth decision, from 1; the filter below finds the 1st and the 5,000th. */
const idOf = (n: number) => `019a0000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

beforeAll(async () => {
  here = await testInstallation();
  owner = await newOrganization(here.cp);
  await here.rows(
    `INSERT INTO attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, tool, argument_names, effect, reason, rule, outcome, duration_ms)
     SELECT $1, ('019a0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, gen_random_uuid(), 'g', gen_random_uuid(), 's', 'tools/call',
       CASE WHEN n IN (1, 5000) THEN 'rare' ELSE 'usual' END, '{}', 'allow', 'allowed', '', 'answered', 1 FROM generate_series(1, ${rows}) n`,
    [owner.caller.organizationId],
  );
});
afterAll(() => here?.close());

const idsOf = ({ decisions }: { decisions: { id: string }[] }) => decisions.map(({ id }) => id);

test("a filter looks back over 50,000 decisions a page, says so, and the next page goes on there", async () => {
  const first = await searchDecisions(owner, { tool: "rare" });
  expect(first).toEqual({ decisions: [], next: idOf(10_001) });
  const second = await searchDecisions(owner, { tool: "rare", before: first.next ?? undefined });
  expect([idsOf(second), second.next]).toEqual([[idOf(5_000), idOf(1)], null]);
  expect(await listDecisions(owner, { tool: "rare" })).toEqual([]);
});

test("a full page goes on after its last decision; a page at the end of the log does not", async () => {
  const full = await searchDecisions(owner, { tool: "usual", limit: 2 });
  expect([idsOf(full), full.next]).toEqual([[idOf(rows), idOf(rows - 1)], idOf(rows - 1)]);
  expect((await searchDecisions(owner, { limit: 2, before: idOf(3) })).next).toBe(idOf(1));
  expect(await searchDecisions(owner, { before: idOf(1) })).toEqual({ decisions: [], next: null });
});

test("forward alike", async () => {
  const first = await searchDecisions(owner, { tool: "rare", after: idOf(5_000) });
  expect(first).toEqual({ decisions: [], next: idOf(55_000) });
  expect(await searchDecisions(owner, { tool: "rare", after: first.next ?? undefined })).toEqual({ decisions: [], next: null });
  expect(idsOf(await searchDecisions(owner, { tool: "rare", after: idOf(1) }))).toEqual([idOf(5_000)]);
});
