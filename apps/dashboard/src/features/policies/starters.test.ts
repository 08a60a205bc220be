import { parsePolicy } from "@portcullis/policy";
import { expect, test } from "vitest";
import { starterDocument, starters } from "./starters.ts";

const zabbix = [
  { name: "zabbix_get_hosts", readOnly: true },
  { name: "zabbix_logout", readOnly: false },
];

test.each(starters)("$label is a policy the engine takes, also for a server without tools", ({ id }) => {
  expect(parsePolicy(starterDocument(id, zabbix))).toMatchObject({ ok: true });
  expect(parsePolicy(starterDocument(id, []))).toMatchObject({ ok: true });
});

test("the example is the known one where the server has it, and a reading tool elsewhere", () => {
  expect(JSON.parse(starterDocument("one-tool", zabbix))).toEqual({
    version: "1",
    default: "deny",
    tools: { zabbix_logout: { limits: [{ counter: "zabbix_logout_rate", window: "minute", max: 10, scope: "grant" }] } },
  });
  const other = [
    { name: "drop", readOnly: false },
    { name: "look", readOnly: true },
  ];
  expect(Object.keys(JSON.parse(starterDocument("one-tool", other)).tools)).toEqual(["look"]);
});
