import { expect, test } from "vitest";
import { findingsIn } from "./findings.ts";

const tools = [{ name: "zabbix_logout" }];
const found = (text: string) =>
  findingsIn(text, { tools }).map(({ severity, from, to, line }) => ({ severity, line, text: text.slice(from, to) }));

test("the example policy has no findings", () => {
  expect(found('{ "version": "1", "default": "deny", "tools": { "zabbix_logout": {} } }')).toEqual([]);
});

test("an unknown field is underlined at its name", () => {
  expect(found('{\n  "version": "1",\n  "default": "deny",\n  "tulls": { "zabbix_logout": {} }\n}')).toEqual([
    { severity: "error", line: 4, text: '"tulls"' },
  ]);
});

test("a missing field stands at the opening brace, a wrong value at the value; errors come before warnings", () => {
  expect(found('{ "default": "deny" }')).toEqual([{ severity: "error", line: 1, text: "{" }]);
  expect(found('{ "version": "1", "default": "dney" }')).toEqual([{ severity: "error", line: 1, text: '"dney"' }]);
  expect(found('{ "version": "1", "default": "allow" }')).toEqual([{ severity: "warning", line: 1, text: '"allow"' }]);
});

test("text that is not JSON has one finding, at the spot", () => {
  expect(found('{ "version": "1",\n  "default": "deny",\n}')).toEqual([{ severity: "error", line: 3, text: "}" }]);
});
