import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { decisionIn } from "./testing/harness.ts";
import { rpcResult, sendJson } from "./testing/upstream.ts";

const document = {
  version: "1",
  default: "allow",
  prompts: { default: "deny", allow: ["ops_*"], deny: ["ops_secret"] },
  resources: { allow: ["zabbix://hosts/*"], deny: ["zabbix://hosts/*/macros"], default: "deny" },
};
const version = "2026-07-28";
const meta = { "io.modelcontextprotocol/protocolVersion": version, "io.modelcontextprotocol/clientCapabilities": {} };

let f: Fixture;
beforeAll(async () => {
  f = await fixture({ document, era: "dual" });
});
beforeEach(() => {
  f.upstream.received.length = 0;
  f.upstream.script = ({ json }, response) =>
    sendJson(
      response,
      rpcResult(json!.id!, {
        prompts: ["ops_start", "ops_secret", "other"].map((name) => ({ name })),
        resources: ["zabbix://hosts/1", "zabbix://hosts/1/macros", "zabbix://users/1"].map((uri) => ({ uri, name: uri })),
        resourceTemplates: ["zabbix://hosts/{id}", "zabbix://users/{id}"].map((uriTemplate) => ({ uriTemplate, name: "t" })),
      }),
    );
});
afterAll(() => f?.close());

const eras = {
  legacy: (method: string, params: Record<string, unknown>) => f.send({ jsonrpc: "2.0", id: 1, method, params }),
  modern: (method: string, params: Record<string, unknown>) => {
    const name = params.name ?? params.uri;
    const headers = { "mcp-protocol-version": version, "mcp-method": method, ...(typeof name === "string" ? { "mcp-name": name } : {}) };
    return f.send({ jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: meta } }, headers);
  },
};

describe.each(Object.entries(eras))("%s", (era, ask) => {
  const prompt = (name: string) => ({ ref: { type: "ref/prompt", name }, argument: { name: "a", value: "" } });
  const resource = (uri: string) => ({ ref: { type: "ref/resource", uri }, argument: { name: "a", value: "" } });
  const judged: [string, Record<string, unknown>, { reason: string; rule: string } | undefined][] = [
    ["prompts/get", { name: "ops_start" }, undefined],
    ["prompts/get", { name: "ops_secret" }, { reason: "denied", rule: "/prompts/deny/0" }],
    ["prompts/get", { name: "other" }, { reason: "default_deny", rule: "/prompts/default" }],
    ["resources/read", { uri: "zabbix://hosts/1" }, undefined],
    ["resources/read", { uri: "zabbix://hosts/1/macros" }, { reason: "denied", rule: "/resources/deny/0" }],
    ["resources/read", { uri: "zabbix://users/1" }, { reason: "default_deny", rule: "/resources/default" }],
    ["completion/complete", prompt("ops_start"), undefined],
    ["completion/complete", prompt("ops_secret"), { reason: "denied", rule: "/prompts/deny/0" }],
    ["completion/complete", resource("zabbix://hosts/{id}"), undefined],
    ["completion/complete", resource("zabbix://users/{id}"), { reason: "default_deny", rule: "/resources/default" }],
    ...(era === "modern"
      ? []
      : ([
          ["resources/subscribe", { uri: "zabbix://hosts/1" }, undefined],
          ["resources/subscribe", { uri: "zabbix://users/1" }, { reason: "default_deny", rule: "/resources/default" }],
        ] as [string, Record<string, unknown>, { reason: string; rule: string } | undefined][])),
  ];

  test.each(judged)("%s %j", async (method, params, refusal) => {
    const answer = await ask(method, params);
    expect(answer.status).toBe(200);
    const decision = await decisionIn(answer);
    if (refusal === undefined) expect(decision).toBeUndefined();
    else expect(decision).toMatchObject({ decision: "deny", code: 4030, ...refusal });
    expect(f.upstream.received.map(({ json }) => json!.method)).toEqual(refusal === undefined ? [method] : []);
    const [row] = (await f.seed.decisions()).slice(-1);
    expect(row).toMatchObject({ method, effect: refusal === undefined ? "allow" : "deny", ...(refusal ?? { reason: "allowed" }) });
  });

  test("lists show what may be asked for", async () => {
    const listed = async (method: string) => ((await (await ask(method, {})).json()) as { result: Record<string, unknown> }).result;
    expect(await listed("prompts/list")).toMatchObject({ prompts: [{ name: "ops_start" }] });
    expect((await listed("resources/list")).resources).toEqual([{ uri: "zabbix://hosts/1", name: "zabbix://hosts/1" }]);
    expect((await listed("resources/templates/list")).resourceTemplates).toEqual([{ uriTemplate: "zabbix://hosts/{id}", name: "t" }]);
  });
});
