import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { parse as parseToml } from "smol-toml";
import { describe, expect, test } from "vitest";
import type { Form, Target } from "./client-block.ts";
import { availability, clients } from "./clients.ts";
import { splitPowershell } from "./powershell-words.ts";

const sample: Target = { name: "zabbix", url: "https://gateway.example.com/acme/zabbix/mcp" };
const formsOf = (id: string, target = sample): Form[] => clients.find((client) => client.id === id)!.forms(target);
const linksOf = (id: string): string[] => formsOf(id).flatMap((form) => (form.kind === "link" ? [form.href] : []));

/** What a real shell passes to the program. */
const shellWords = (command: string): string[] =>
  execFileSync("sh", ["-c", `set -- ${command}; printf '%s\\0' "$@"`], {
    env: { ...process.env, PORTCULLIS_TOKEN: "expanded" },
    encoding: "utf8",
  })
    .split("\0")
    .slice(0, -1);

describe("install links", () => {
  test.each([
    [
      "cursor",
      "cursor://anysphere.cursor-deeplink/mcp/install?name=zabbix&config=eyJ1cmwiOiJodHRwczovL2dhdGV3YXkuZXhhbXBsZS5jb20vYWNtZS96YWJiaXgvbWNwIiwiaGVhZGVycyI6eyJBdXRob3JpemF0aW9uIjoiQmVhcmVyICR7ZW52OlBPUlRDVUxMSVNfVE9LRU59In19",
    ],
    [
      "vscode",
      "vscode:mcp/install?%7B%22name%22%3A%22zabbix%22%2C%22type%22%3A%22http%22%2C%22url%22%3A%22https%3A%2F%2Fgateway.example.com%2Facme%2Fzabbix%2Fmcp%22%7D",
    ],
    [
      "vscode",
      "https://vscode.dev/redirect/mcp/install?name=zabbix&config=%7B%22type%22%3A%22http%22%2C%22url%22%3A%22https%3A%2F%2Fgateway.example.com%2Facme%2Fzabbix%2Fmcp%22%7D",
    ],
    [
      "kiro",
      "https://kiro.dev/launch/mcp/add?name=zabbix&config=%7B%22url%22%3A%22https%3A%2F%2Fgateway.example.com%2Facme%2Fzabbix%2Fmcp%22%7D",
    ],
    ["lm-studio", "lmstudio://add_mcp?name=zabbix&config=eyJ1cmwiOiJodHRwczovL2dhdGV3YXkuZXhhbXBsZS5jb20vYWNtZS96YWJiaXgvbWNwIn0%3D"],
    [
      "replit",
      "https://replit.com/integrations?mcp=eyJkaXNwbGF5TmFtZSI6InphYmJpeCIsImJhc2VVcmwiOiJodHRwczovL2dhdGV3YXkuZXhhbXBsZS5jb20vYWNtZS96YWJiaXgvbWNwIn0%3D",
    ],
  ])("%s offers the expected link", (id, link) => expect(linksOf(id)).toContain(link));

  test("every link is a URL whose payload names the exact gateway URL", () => {
    for (const { id } of clients) {
      for (const href of linksOf(id)) expect(payloadOf(href), `${id}: ${href}`).toContain(sample.url);
    }
  });
});

describe("configuration files", () => {
  const files = clients.flatMap((client) =>
    client.forms(sample).flatMap((form) => (form.kind === "file" ? [[client.id, form.title, form] as const] : [])),
  );
  test.each(files)("%s: %s parses and holds the URL", (_id, _title, form) => {
    const parsed: unknown = form.language === "toml" ? parseToml(form.text) : JSON.parse(form.text);
    expect(stringsIn(parsed)).toContain(sample.url);
    expect(form.text.includes("PASTE_THE_TOKEN_HERE"), "a literal is marked as one").toBe(form.literal === true);
  });

  test("Codex reads its entry by the server's name", () => {
    const file = formsOf("codex").find((form) => form.kind === "file")!;
    expect(parseToml(file.text)).toEqual({ mcp_servers: { zabbix: { url: sample.url, bearer_token_env_var: "PORTCULLIS_TOKEN" } } });
  });
});

describe("commands", () => {
  const commands = clients.flatMap((client) =>
    client.forms(sample).flatMap((form) => (form.kind === "command" ? [[client.id, form.posix, form.powershell] as const] : [])),
  );
  test.each(commands)("%s: the shell passes the variable on unexpanded, except to the Inspector", (id, posix, powershell) => {
    const words = shellWords(posix);
    expect(words.some((word) => word.includes(sample.url))).toBe(true);
    expect(words.some((word) => word.includes("expanded"))).toBe(id === "inspector");
    if (powershell === null) expect(id).toBe("vscode");
    else expect(splitPowershell(powershell, { PORTCULLIS_TOKEN: "expanded" })).toEqual(words);
  });

  test("Claude Code's command is the documented one", () => {
    const command = formsOf("claude-code").find((form) => form.kind === "command")!;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the client expands it.
    const header = "'Authorization: Bearer ${PORTCULLIS_TOKEN}'";
    expect(command.posix).toBe(`claude mcp add --transport http --scope project zabbix ${sample.url} --header ${header}`);
  });
});

test("no form holds anything shaped like a token, whatever the route", () => {
  const slug = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/);
  fc.assert(
    fc.property(slug, slug, (organization, server) => {
      const target = { name: server, url: `https://gateway.example.com/${organization}/${server}/mcp` };
      const rendered = JSON.stringify(clients.map((client) => client.forms(target)));
      expect(rendered).not.toMatch(/pcg_/);
    }),
    { numRuns: 50 },
  );
});

test("cloud hosts are marked when the gateway is not public, local ones never", () => {
  const states = (url: string) => Object.fromEntries(clients.map((client) => [client.id, availability(client, url)]));
  const local = states("http://127.0.0.1:4000/acme/zabbix/mcp");
  expect(local["claude-code"]).toEqual({ state: "ready" });
  expect(local.replit).toMatchObject({ state: "unreachable" });
  expect(local["claude-ai"]).toMatchObject({ state: "needs-sign-in", unreachable: expect.stringContaining("127.0.0.1") });
  const open = states(sample.url);
  expect(open.replit).toEqual({ state: "ready" });
  expect(open.chatgpt).toEqual({ state: "needs-sign-in" });
});

function payloadOf(href: string): string {
  const url = new URL(href);
  const packed = url.searchParams.get("config") ?? url.searchParams.get("mcp");
  if (packed === null) return decodeURIComponent(url.search.slice(1));
  return packed.startsWith("{") ? packed : atob(packed);
}

function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(stringsIn) : [];
}
