import { expect, test } from "vitest";
import { actionTail, actionWords } from "./action-words.ts";
import { differencesOf } from "./differences.ts";

test("only what differs, each side in words", () => {
  expect(
    differencesOf(
      { name: "a", headerNames: ["X-A"], same: 1, access: [{ server: "zabbix", policy: null }] },
      { name: "b", headerNames: [], same: 1, access: [{ server: "zabbix", policy: "Read" }], tags: ["ci"] },
    ),
  ).toEqual([
    { name: "Name", before: "a", after: "b" },
    { name: "Header names", before: "X-A", after: "none" },
    { name: "Access", before: "server: zabbix, policy: none", after: "server: zabbix, policy: Read" },
    { name: "Tags", before: null, after: "ci" },
  ]);
  expect(differencesOf(null, { version: 3 })).toEqual([{ name: "Version", before: null, after: "3" }]);
  expect(differencesOf(null, null)).toEqual([]);
});

test("actions in words, with versions and repetitions", () => {
  const event = { saves: 1, before: null, after: null };
  expect(actionWords({ ...event, action: "policy.save_draft", saves: 9 })).toBe("Saved a draft of the policy 9 times:");
  expect(actionWords({ ...event, action: "server.set_enabled", after: { enabled: false } })).toBe("Disabled the server");
  expect(actionWords({ ...event, action: "brand.new" })).toBe("brand.new");
  expect(actionTail({ ...event, action: "policy.publish", after: { version: 4 } })).toBe(" as version 4");
});
