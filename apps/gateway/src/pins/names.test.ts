import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, fixture } from "../testing/fixture.ts";
import { call, urlOf } from "../testing/harness.ts";
import { definitionOf } from "../testing/seed.ts";
import { cases, patienceMs, seed } from "../testing/seeded.ts";
import { answerAll, rpcResult, sendJson } from "../testing/upstream.ts";

const denied = ["zabbix_host_delete", "café_drop", "deploy.production"];
let f: Fixture;
let listed: unknown[] = [];
beforeAll(async () => {
  f = await fixture({
    era: "dual",
    document: { version: "1", default: "allow", tools: Object.fromEntries(denied.map((name) => [name, { action: "deny" }])) },
    tools: ["read", ...denied],
    environment: { LIMIT_CALLS_PER_GRANT: "500", LIMIT_CALLS_PER_ORGANIZATION: "500" },
    script: (request, response) =>
      request.json?.method === "tools/list"
        ? sendJson(response, rpcResult(request.json.id!, { tools: listed }))
        : answerAll(request, response),
  });
});
afterAll(() => f?.close());

const swaps: Readonly<Record<string, string>> = {
  a: "а",
  e: "е",
  o: "ο",
  p: "р",
  i: "і",
  x: "х",
  _: "＿",
  ".": "․",
  "-": "‐",
  d: "ԁ",
  é: "e\u0301",
};
const at = (text: string, index: number, change: (letter: string) => string) => {
  const letters = [...text];
  const place = index % letters.length;
  letters[place] = change(letters[place] as string);
  return letters.join("");
};
const spellings: readonly ((text: string, n: number) => string)[] = [
  (text, n) => at(text, n, (letter) => swaps[letter] ?? `${letter}\u0301`),
  (text, n) => at(text, n, (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase())),
  (text, n) => at(text, n, (letter) => `${letter}${["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"][n % 6]}`),
  (text, n) => at(text, n, (letter) => `%${(letter.codePointAt(0) as number).toString(16).toUpperCase().padStart(2, "0")}`),
  (text, n) => at(text, n, (letter) => String.fromCodePoint((letter.codePointAt(0) as number) + (/[!-~]/.test(letter) ? 0xfee0 : 1))),
  (text) => text.normalize("NFD"),
  (text) => text.normalize("NFKD"),
  (text) => Buffer.from(text).toString("base64"),
  (text) => Buffer.from(text).toString("base64url"),
  (text) => encodeURIComponent(text).replaceAll("_", "%5F").replaceAll(".", "%2E"),
  (text, n) => `${text}${[" ", "\t", "\n", "/", ".", "\u202e", "\u0301"][n % 7]}`,
  (text, n) => `${[" ", "\t", "./", "zabbix/", "tools/", "\u202e"][n % 6]}${text}`,
  (text, n) => at(text, n, (letter) => `${letter}${letter}`),
  (text) => text.toUpperCase(),
];

test(
  "EF-13: 5,000 spellings of denied tools: none is forwarded, and none is shown, also when the server lists it",
  async () => {
    const spelling = fc.tuple(
      fc.constantFrom(...denied),
      fc.constantFrom(...spellings),
      fc.constantFrom(...spellings, (text: string) => text),
      fc.nat(99),
    );
    const names = fc
      .sample(spelling, { seed: seed("EF-13"), numRuns: cases(5_000) })
      .map(([name, one, other, n]) => other(one(name, n), n + 1))
      .filter((name) => !denied.includes(name) && name !== "read");
    const distinct = [...new Set(names)];
    console.info(`EF-13: ${names.length} spellings, ${distinct.length} of them distinct`);
    listed = [definitionOf("read"), ...distinct.slice(0, 500).map(definitionOf)];
    const shown = (await (await f.send({ jsonrpc: "2.0", id: 1, method: "tools/list" })).json()) as {
      result: { tools: { name: string }[] };
    };
    expect(shown.result.tools.map(({ name }) => name)).toEqual(["read"]);
    const waiting = names.values();
    await Promise.all(
      Array.from({ length: 24 }, async () => {
        for (const name of waiting) await (await f.send(call(name))).arrayBuffer();
      }),
    );
    expect(f.upstream.calls()).toEqual([]);
    expect(await (await f.send(call("read"))).text()).toContain("done");
  },
  patienceMs,
);

test("EF-15: hostile schemas in a list reach out to nobody, cost no time, and are nobody's tool until a person accepts them", async () => {
  const hits: (string | undefined)[] = [];
  const canary = createServer((request, response) => {
    hits.push(request.url);
    response.end("{}");
  });
  await new Promise<void>((ready) => canary.listen(0, "127.0.0.1", ready));
  const address = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
  const doubling = Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [`d${n + 1}`, { allOf: [{ $ref: `#/$defs/d${n}` }, { $ref: `#/$defs/d${n}` }] }]),
  );
  const schemas: object[] = [
    { $ref: `${address}/a.json` },
    { $schema: `${address}/dialect`, type: "object" },
    { $id: `${address}/id`, type: "object", properties: { q: { $ref: "q.json" } } },
    { type: "object", properties: { q: { $dynamicRef: `${address}/d` } } },
    { $ref: "#" },
    { $defs: { d0: {}, ...doubling }, $ref: "#/$defs/d40" },
    { type: "object", properties: { q: { type: "string", pattern: "^(a+)+$" } } },
  ];
  const tools = schemas.map((inputSchema, n) => ({ name: `hostile${n}`, inputSchema, icons: [{ src: `${address}/icon.png` }] }));
  listed = [definitionOf("read"), ...tools];
  const since = performance.now();
  expect(await (await f.send({ jsonrpc: "2.0", id: 1, method: "tools/list" })).text()).not.toContain("hostile");
  for (const { name } of tools) expect(await (await f.send(call(name, { q: "aaaaaaaaaaaaaaaaaaaaaaaa!" }))).text()).not.toContain("done");
  expect(performance.now() - since).toBeLessThan(5_000);
  // Accepted all the same, by somebody who did not look: then a policy that checks arguments has to live with them.
  for (const tool of tools) await f.seed.tool(f.server, tool);
  const strict = await f.seed.policy(f.server, { version: "1", default: "allow", validate_arguments: true });
  const { token } = await f.seed.grant([{ server: f.server, policy: strict }]);
  for (const { name } of tools) {
    const begun = performance.now();
    await (
      await fetch(urlOf({ gateway: f.gateway }), {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json, text/event-stream", authorization: `Bearer ${token}` },
        body: JSON.stringify(call(name, { q: "aaaaaaaaaaaaaaaaaaaaaaaa!" })),
      })
    ).arrayBuffer();
    expect(performance.now() - begun, name).toBeLessThan(2_000);
  }
  canary.close();
  expect(hits).toEqual([]);
});
