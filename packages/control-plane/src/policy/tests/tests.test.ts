import { afterAll, beforeAll, expect, test } from "vitest";
import { listAuditEvents } from "../../audit/list.ts";
import type { Context } from "../../caller.ts";
import { registerServer } from "../../server/register.ts";
import { type Installation, newOrganization, testInstallation } from "../../testing/installation.ts";
import { type TestUpstream, testUpstream } from "../../testing/upstream.ts";
import { createPolicy } from "../create.ts";
import { publishPolicy } from "../publish.ts";
import { deletePolicyTest } from "./delete.ts";
import { listPolicyTests } from "./list.ts";
import { savePolicyTests } from "./save.ts";

let here: Installation;
let owner: Context;
let upstream: TestUpstream;
let policyId: string;
const document = (entry: object) => JSON.stringify({ version: "1", default: "allow", tools: { "*": entry } });
const asked = (name: string, effect: string) =>
  `{ "name": ${JSON.stringify(name)}, "call": { "tool": "anything", "arguments": { "n": 1e2 } }, "expect": { "effect": "${effect}" } }`;

beforeAll(async () => {
  here = await testInstallation();
  upstream = await testUpstream();
  owner = await newOrganization(here.cp);
  await registerServer(owner, { name: "Zabbix", slug: "zabbix", url: upstream.url });
  policyId = (await createPolicy(owner, { serverSlug: "zabbix", name: "tested" })).id;
});
afterAll(async () => {
  await upstream?.close();
  await here?.close();
});

test("a case is kept as it is spelled; one of the same name takes its place, and a bad one keeps none of them", async () => {
  expect(await savePolicyTests(owner, { policyId, cases: [asked("calls pass", "deny")] })).toEqual({ saved: 1 });
  await savePolicyTests(owner, { policyId, cases: [asked("calls pass", "allow"), asked("more", "allow")] });
  const kept = await listPolicyTests(owner, { policyId });
  expect(kept.map((one) => [one.name, one.case])).toEqual([
    ["calls pass", asked("calls pass", "allow")],
    ["more", asked("more", "allow")],
  ]);
  await expect(savePolicyTests(owner, { policyId, cases: [asked("third", "allow"), "{}"] })).rejects.toMatchObject({
    code: "invalid",
    issues: [{ pointer: "/cases/1" }],
  });
  expect(await listPolicyTests(owner, { policyId })).toHaveLength(2);
});

test("publishing runs them: one that fails stops it, unless somebody says anyway, and then the audit log says so", async () => {
  const refusing = document({ action: "deny" });
  await expect(publishPolicy(owner, { id: policyId, document: refusing })).rejects.toMatchObject({
    code: "conflict",
    issues: [
      { pointer: "/tests", message: 'calls pass: effect is "deny", not "allow".' },
      { pointer: "/tests", message: 'more: effect is "deny", not "allow".' },
    ],
  });
  expect(await publishPolicy(owner, { id: policyId, document: document({}) })).toMatchObject({ version: 1 });
  expect(await publishPolicy(owner, { id: policyId, document: refusing, despiteTests: true })).toMatchObject({ version: 2 });
  const published = (await listAuditEvents(owner, {})).filter(({ action }) => action === "policy.publish");
  expect(published.map(({ after }) => (after as { publishedDespiteTests?: string[] }).publishedDespiteTests)).toEqual([
    ["calls pass", "more"],
    undefined,
  ]);
});

test("a test that is deleted asks no more", async () => {
  for (const { id } of await listPolicyTests(owner, { policyId })) await deletePolicyTest(owner, { id });
  expect(await publishPolicy(owner, { id: policyId, document: document({ action: "deny", reason: "No." }) })).toMatchObject({ version: 3 });
});
