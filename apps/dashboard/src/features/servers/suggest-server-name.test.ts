import { expect, test } from "vitest";
import { suggestServerName } from "./suggest-server-name.ts";

test.each([
  ["https://mcp.zabbix.example.com/mcp", "Zabbix"],
  ["https://github-mcp.example.com/", "Github"],
  ["https://api.example.com/mcp", "Example"],
  ["http://127.0.0.1:4100/mcp", ""],
  ["http://[::1]:4100/mcp", ""],
  ["http://localhost:4100/mcp", ""],
  ["http://10.1.2.3/zabbix/mcp", "Zabbix"],
  ["https://zab", ""],
  ["not a url", ""],
])("%s suggests %j", (url, name) => {
  expect(suggestServerName(url)).toBe(name);
});
