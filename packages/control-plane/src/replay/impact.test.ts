import { afterAll, beforeAll, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { issueGrant } from "../grant/issue.ts";
import { exportInventory } from "../inventory/export.ts";
import { getInventory } from "../inventory/get.ts";
import { createPolicy } from "../policy/create.ts";
import { publishPolicy } from "../policy/publish.ts";
import { registerServer } from "../server/register.ts";
import { type Installation, newOrganization, testInstallation } from "../testing/installation.ts";
import { type TestUpstream, testUpstream } from "../testing/upstream.ts";
import { acceptAllTools } from "../testing/world.ts";
import { policyImpact } from "./policy-impact.ts";
import { listShadows } from "./shadows.ts";

let here: Installation;
let upstream: TestUpstream;
let owner: Context;
let policyId: string;
let grantId: string;
let shadowId: string;

const documentOf = (tools: object, rest: object = {}) => JSON.stringify({ version: "1", default: "deny", ...rest, tools });
const over = { deny_if: [{ conditions: [{ path: "args.amount", op: "gt", value: 10 }] }] };

beforeAll(async () => {
  here = await testInstallation();
  upstream = await testUpstream(["alpha", "beta", "=cmd"]);
  owner = await newOrganization(here.cp);
  await registerServer(owner, { name: "Server", slug: "server", url: upstream.url });
  await acceptAllTools(owner, "server");
  ({ id: policyId } = await createPolicy(owner, { serverSlug: "server", name: "live", document: documentOf({ alpha: over, beta: {} }) }));
  await publishPolicy(owner, { id: policyId });
  ({ id: shadowId } = await createPolicy(owner, { serverSlug: "server", name: "candidate", document: documentOf({ alpha: {} }) }));
  await publishPolicy(owner, { id: shadowId });
  const { grant } = await issueGrant(owner, { label: "+agent", access: [{ serverSlug: "server", policyId, shadowPolicyId: shadowId }] });
  grantId = grant.id;
  const call = (tool: string, names: string[], said: object = {}) => ({
    tool,
    names,
    effect: "allow",
    reason: "allowed",
    rule: `/tools/${tool}`,
    ...said,
  });
  const calls = [
    call("alpha", ["amount"]),
    call("alpha", ["note"]),
    call("alpha", ["amount"], { effect: "deny", reason: "deny_if_matched", rule: "/tools/alpha/deny_if/0" }),
    call("beta", []),
    call("beta", []),
    call("gone", [], { effect: "deny", reason: "unknown_tool", rule: "" }),
  ];
  for (const { tool, names, effect, reason, rule } of calls)
    await here.rows(
      `INSERT INTO attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, tool, argument_names, effect, reason, rule, outcome,
         duration_ms, policy_id, policy_name, policy_version, shadow_policy_id, shadow_policy_name, shadow_policy_version, shadow_effect, shadow_reason, shadow_rule)
       SELECT $1, $2, $3, '+agent', id, 'server', 'tools/call', $4, $5, $6, $7, $8, 'ok', 1, $9, 'live', 1, $10, 'candidate', 1,
         CASE WHEN $4 = 'alpha' THEN 'allow' ELSE 'deny' END, CASE WHEN $4 = 'alpha' THEN 'allowed' ELSE 'default_deny' END, '/default'
       FROM server WHERE organization_id = $1`,
      [owner.caller.organizationId, owner.newId(), grantId, tool, names, effect, reason, rule, policyId, shadowId],
    );
});
afterAll(async () => {
  await upstream?.close();
  await here?.close();
});

const replayOf = async (document: string) => (await policyImpact(owner, { policyId, document })).replay;

test("a candidate without a tool refuses its calls; what a rule said of a value then it says again", async () => {
  const { tools, replay } = await policyImpact(owner, { policyId, document: documentOf({ alpha: over }) });
  expect(tools).toMatchObject({
    total: 3,
    changes: [{ tool: "beta", before: { state: "allowed" }, after: { state: "denied", rule: "/default" } }],
  });
  expect(replay).toMatchObject({ of: "policy", judged: 6, same: 4, refused: 2, allowed: 0, unknown: 0, more: false });
  expect(replay.groups).toMatchObject([{ tool: "beta", change: "refused", reason: "default_deny", rule: "/default", count: 2 }]);
  expect(replay.groups[0]?.examples).toHaveLength(2);
});

test("another rule over a value cannot be told, except where the value was not given", async () => {
  const stricter = { deny_if: [{ conditions: [{ path: "args.amount", op: "gt", value: 5 }] }] };
  expect(await replayOf(documentOf({ alpha: stricter, beta: {} }))).toMatchObject({ same: 4, unknown: 2, refused: 0, allowed: 0 });
  expect(await replayOf(documentOf({ alpha: {}, beta: {} }))).toMatchObject({ allowed: 1, same: 5 });
  expect(await replayOf(documentOf({ beta: {} }, { mode: "observe" }))).toMatchObject({ allowed: 1, refused: 0, same: 5 });
});

test("calls that would be held are counted by themselves, with who could approve them; one that people approved stays as it was", async () => {
  const asking = documentOf(
    { alpha: over, beta: { action: "require_approval" } },
    { approval: { approvers: ["owner", "admin"], min_approvals: 2 } },
  );
  const { tools, replay } = await policyImpact(owner, { policyId, document: asking });
  expect(tools.changes).toMatchObject([{ tool: "beta", after: { state: "approval", approvers: "2 people (owner or admin)" } }]);
  expect(replay).toMatchObject({ same: 4, held: 2, refused: 0, allowed: 0 });
  expect(replay.groups).toMatchObject([{ tool: "beta", change: "held", approvers: "2 people (owner or admin)", count: 2 }]);
  const [attempt] = await here.rows<{ id: string }>("SELECT id FROM attempt WHERE tool = 'beta' ORDER BY id LIMIT 1");
  await here.rows("UPDATE attempt SET approval_id = $2 WHERE id = $1", [attempt?.id, owner.newId()]);
  expect(await replayOf(asking)).toMatchObject({ same: 5, held: 1 });
  expect(await replayOf(documentOf({ alpha: over, beta: {} }))).toMatchObject({ same: 5, allowed: 1 });
  await here.rows("UPDATE attempt SET approval_id = NULL WHERE id = $1", [attempt?.id]);
});

test("a policy that decided nothing is judged on its server's calls; a document with errors is refused", async () => {
  expect((await policyImpact(owner, { policyId: shadowId })).replay).toMatchObject({ of: "server", judged: 6 });
  await expect(policyImpact(owner, { policyId, document: '{"version":"1"}' })).rejects.toMatchObject({ code: "invalid" });
  expect((await policyImpact(owner, { policyId, calls: 2 })).replay).toMatchObject({ judged: 2, more: true });
});

test("what a shadow would do otherwise is counted by tool", async () => {
  const [shadow, ...others] = await listShadows(owner);
  expect(others).toEqual([]);
  expect(shadow).toMatchObject({
    grantLabel: "+agent",
    judged: 6,
    wouldRefuse: 2,
    wouldAllow: 1,
    shadow: { name: "candidate", liveVersion: 1 },
  });
  expect(shadow?.disagreements.map(({ tool, effect, count }) => [tool, effect, count])).toEqual([
    ["beta", "deny", 2],
    ["alpha", "allow", 1],
  ]);
});

test("the inventory is the engine's answer for each tool; as a file no cell is a formula, and nothing of others is in it", async () => {
  const { policies } = await getInventory(owner);
  expect(policies.find(({ name }) => name === "live")).toMatchObject({
    states: ["conditional", "allowed", "denied"],
    version: 1,
    observing: false,
  });
  const text = await exportInventory(owner);
  expect(text).toContain(`"'+agent",server,beta,`);
  expect(text).toContain(`"'=cmd"`);
  expect(text.split("\r\n")).toHaveLength(1 + 3 + 1);
  const other = await newOrganization(here.cp, "Globex");
  expect((await exportInventory(other)).trim().split("\r\n")).toHaveLength(1);
});
