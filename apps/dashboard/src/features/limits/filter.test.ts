import { expect, test } from "vitest";
import { fitting, noFilter } from "./filter.ts";
import type { LimitUse } from "./limit-words.ts";

const limit = (change: Partial<LimitUse>): LimitUse => ({
  ...{
    key: "00",
    counter: "day",
    scope: "grant",
    window: "day",
    rolling: false,
    timezone: "UTC",
    unit: "calls",
    max: "10",
    worstCase: "20",
  },
  ...{ serverSlug: "zabbix", serverName: "Zabbix", grantId: "g", grantLabel: "Night job", grants: 1 },
  ...{ policyId: "p", policyName: "Readers", rule: "", used: "0", resetsAt: null },
  ...change,
});

test("limits are found by counter, grant, server and policy, and by how full they are", () => {
  const fresh = limit({});
  const near = limit({ counter: "spend", used: "8" });
  const full = limit({ counter: "all", used: "10", scope: "organization", serverSlug: null, serverName: null, grantLabel: null });
  const limits = [fresh, near, full];
  expect(fitting(limits, noFilter)).toEqual(limits);
  expect(fitting(limits, { ...noFilter, state: "used" })).toEqual([near, full]);
  expect(fitting(limits, { ...noFilter, state: "near" })).toEqual([near, full]);
  expect(fitting(limits, { ...noFilter, state: "full" })).toEqual([full]);
  expect(fitting(limits, { ...noFilter, server: "zabbix" })).toEqual([fresh, near]);
  expect(fitting(limits, { ...noFilter, search: " SPEND" })).toEqual([near]);
  expect(fitting(limits, { ...noFilter, search: "night job" })).toEqual([fresh, near]);
  expect(fitting(limits, { ...noFilter, search: "all servers" })).toEqual([full]);
  expect(fitting(limits, { ...noFilter, search: "readers", state: "full" })).toEqual([full]);
});

test("a limit of nothing is full, and a share just below full is not", () => {
  expect(fitting([limit({ max: "0" })], { ...noFilter, state: "full" })).toHaveLength(1);
  expect(fitting([limit({ max: "1000000", used: "999999" })], { ...noFilter, state: "full" })).toHaveLength(0);
});
