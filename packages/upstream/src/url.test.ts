import { expect, test } from "vitest";
import { parsePrivateUpstreams } from "./allowlist.ts";
import { judgeUrl } from "./url.ts";

const rules = { organizationSlug: "acme", allow: parsePrivateUpstreams("zabbix.internal, 10.9.0.0/16") };

test.each([
  ["https://mcp.example.com/mcp", "https://mcp.example.com/mcp"],
  ["https://mcp.example.com:8443/mcp?tenant=1", "https://mcp.example.com:8443/mcp?tenant=1"],
  ["https://mcp.example.com/mcp?keyboard=1&tokens_max=2", "https://mcp.example.com/mcp?keyboard=1&tokens_max=2"],
  ["HTTPS://MCP.Example.com", "https://mcp.example.com/"],
  ["http://zabbix.internal:8080/mcp", "http://zabbix.internal:8080/mcp"],
  ["http://10.9.0.7:9000/mcp", "http://10.9.0.7:9000/mcp"],
  ["https://8.8.8.8/", "https://8.8.8.8/"],
  ["https://[2606:4700::1111]/", "https://[2606:4700::1111]/"],
])("%s is fine", (text, href) => {
  const verdict = judgeUrl(text, rules);
  expect(verdict.ok && verdict.url.href).toBe(href);
});

test.each([
  [
    "url_malformed",
    "",
    "mcp.example.com/mcp",
    "https://",
    "https://a b.com/",
    "https://exa\tmple.com",
    "https:\\\\example.com",
    "https://[fe80::1%25eth0]/",
    "https://a\u200bb.com",
  ],
  ["url_scheme", "ftp://example.com/", "file:///etc/passwd", "javascript:alert(1)", "ws://example.com/"],
  ["url_user_info", "https://user@example.com/", "https://user:pw@example.com/", "https://@example.com/", "https://:@example.com/"],
  ["url_fragment", "https://example.com/#x", "https://example.com/#"],
  [
    "url_credentials",
    "https://example.com/mcp?token=1",
    "https://example.com/mcp?tenant=1&API_Key=2",
    "https://example.com/?tavilyApiKey=2",
    "https://example.com/?access%5Ftoken=2",
    "https://example.com/?key",
    "https://example.com/?client-secret=2",
    "https://example.com/?password=2",
  ],
  ["url_host", "https://example.com./", "https://localhost./", "https://a..b/"],
  ["url_http", "http://example.com/", "http://sub.zabbix.internal/"],
  ["url_port", "https://example.com:22/", "https://example.com:8080/"],
  ["url_too_long", `https://example.com/${"a".repeat(2048)}`],
  [
    "address_refused",
    "https://127.0.0.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://①②⑦.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:10.9.0.7]/",
    "https://[64:ff9b::7f00:1]/",
    "https://169.254.169.254/latest",
    "https://0/",
  ],
])("%s refuses what it should", (code, ...texts) => {
  for (const text of texts) {
    const verdict = judgeUrl(text, rules);
    expect(verdict, text).toMatchObject({ ok: false, code });
    expect(!verdict.ok && verdict.sentence, text).toMatch(/^\S[^\n]*\.$/);
  }
});

test("loopback needs the operator's flag", () => {
  for (const text of ["http://localhost:4100/mcp", "http://127.0.0.1:4100/mcp", "http://[::1]:4100/mcp"]) {
    expect(judgeUrl(text, rules).ok).toBe(false);
    expect(judgeUrl(text, { organizationSlug: "acme", allow: parsePrivateUpstreams("", { allowLoopback: true }) }).ok).toBe(true);
  }
});

test("plain http and other ports follow the operator's settings", () => {
  expect(judgeUrl("http://example.com/", { ...rules, allowHttp: true }).ok).toBe(true);
  expect(judgeUrl("https://example.com:9443/", { ...rules, ports: [9443] }).ok).toBe(true);
  expect(judgeUrl("https://example.com/", { ...rules, ports: [9443] })).toMatchObject({ code: "url_port" });
});
