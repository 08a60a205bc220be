import { expect, test } from "vitest";
import { accessOf, choiceOf, firstChoice, withPolicy, withServer } from "./access-choice.ts";
import type { PolicySummary, ServerSummary } from "./grant.ts";

const policy = (id: string, serverSlug: string, liveVersion: number | null, day: number) =>
  ({ id, serverSlug, liveVersion, updatedAt: new Date(2026, 0, day) }) as PolicySummary;
const policies = [
  policy("old", "zabbix", 3, 1),
  policy("new", "zabbix", 1, 9),
  policy("draft", "zabbix", null, 20),
  policy("x", "other", 1, 30),
];
const server = (slug: string) => ({ slug }) as ServerSummary;

test("a server comes with the published policy that changed last", () => {
  expect(withServer({}, "zabbix", true, policies)).toEqual({ zabbix: { policyId: "new", shadowPolicyId: null } });
  expect(withServer({}, "bare", true, policies)).toEqual({ bare: { policyId: null, shadowPolicyId: null } });
  expect(withServer(withServer({}, "zabbix", true, policies), "zabbix", false, policies)).toEqual({});
});

test("the server that was asked for is ticked, or the only one", () => {
  const both = [server("other"), server("zabbix")];
  expect(Object.keys(firstChoice(both, policies, "zabbix"))).toEqual(["zabbix"]);
  expect(firstChoice(both, policies, undefined)).toEqual({});
  expect(Object.keys(firstChoice([server("other")], policies, "gone"))).toEqual(["other"]);
});

test("no policy is the shadow of itself", () => {
  expect(withPolicy({ policyId: "old", shadowPolicyId: "new" }, "new")).toEqual({ policyId: "new", shadowPolicyId: null });
  expect(withPolicy({ policyId: "old", shadowPolicyId: "new" }, null)).toEqual({ policyId: null, shadowPolicyId: "new" });
});

test("what a grant has is what is saved when nothing was changed", () => {
  const access = [{ serverSlug: "zabbix", policyId: "old", shadowPolicyId: "new" }];
  expect(accessOf(choiceOf({ access } as never))).toEqual(access);
});
