import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "../testing/fixture.ts";
import { call, decisionIn } from "../testing/harness.ts";
import { cases, patienceMs, seed } from "../testing/seeded.ts";

// protocol.md section 9. "Not forwarded" means that the server saw no byte of that request.
let f: Fixture;
beforeAll(async () => {
  const atMost = { conditions: [{ path: "args.id", op: "lte", value: Number.MAX_SAFE_INTEGER }] };
  const document = { version: "1", default: "allow", tools: { bounded: { require: [atMost] }, secret: { action: "deny" } } };
  f = await fixture({ document, tools: ["read", "write", "bounded", "secret"] });
});
beforeEach(() => {
  f.upstream.received.length = 0;
});
afterAll(() => f?.close());

const inside = (members: string) => `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{${members}}}`;

test.each([
  ["a second method in other case", '{"jsonrpc":"2.0","id":1,"method":"tools/call","METHOD":"ping","params":{"name":"read"}}'],
  ["a second name", inside('"name":"read","name":"write"')],
  ["second arguments", inside('"name":"read","arguments":{},"arguments":{"a":1}')],
  ["a twin by escape", inside('"name":"read","arguments":{"a":1,"\\u0061":2}')],
  ["a name by escape twice", inside('"name":"read","n\\u0061me":"secret"')],
  ["a name in other case", inside('"name":"read","Name":"secret"')],
  ["a long s for an s", inside('"name":"read","argument\u017f":{}')],
  ["__proto__", inside('"name":"read","arguments":{"__proto__":{}}')],
  ["__proto__ by escape", inside('"name":"read","arguments":{"deep":[{"\\u005f_proto__":1}]}')],
  ["constructor in params", inside('"name":"read","constructor":1')],
])("T1: %s: 400, not forwarded", async (_what, body) => {
  const answer = await f.send(body);
  expect([answer.status, ((await answer.json()) as { error: { code: number } }).error.code]).toEqual([400, -32600]);
  expect(f.upstream.received).toEqual([]);
});

test("T3: a number that a double does not hold is refused where a rule reads it, and keeps its spelling where none does", async () => {
  const big = (tool: string) => inside(`"name":"${tool}","arguments":{"id":9007199254740993}`);
  expect(await decisionIn(await f.send(big("bounded")))).toMatchObject({ decision: "deny", reason: "require_failed" });
  expect(f.upstream.received).toEqual([]);
  expect((await f.send(big("read"))).status).toBe(200);
  expect(f.upstream.received[0]!.body.toString()).toBe(big("read"));
});

const nested = (depth: number) => inside(`"name":"read","arguments":{"a":${"[".repeat(depth - 3)}${"]".repeat(depth - 3)}}`);
const sized = (bytes: number) => {
  const empty = inside('"name":"read","arguments":{"a":""}');
  return empty.replace('""', `"${"x".repeat(bytes - empty.length)}"`);
};
test.each<[string, number, string | Buffer, Record<string, string>]>([
  ["depth 65", 400, nested(65), {}],
  ["20,001 values", 400, inside(`"name":"read","arguments":{"a":[${new Array(20_000).fill(1).join()}]}`), {}],
  ["4 MiB and one byte", 413, sized(4 * 1024 * 1024 + 1), {}],
  ["a byte order mark", 400, `\ufeff${JSON.stringify(call("read"))}`, {}],
  ["an overlong character", 400, Buffer.from([...Buffer.from('{"jsonrpc":"2.0","id":1,"method":"'), 0xc0, 0xaf, 0x22, 0x7d]), {}],
  ["a compressed body", 415, gzipSync(JSON.stringify(call("read"))), { "content-encoding": "gzip" }],
])("T4: %s: %i within 50 ms, not forwarded", async (_what, status, body, headers) => {
  const send = async () => {
    const since = performance.now();
    const answer = await fetch(`${f.gateway.url}/acme/zabbix/mcp`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${f.grant.token}`, ...headers },
      body: body as string,
    });
    await answer.arrayBuffer();
    return { status: answer.status, tookMs: performance.now() - since };
  };
  // The best of many: what the machine does beside it is not the gateway's.
  let best = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 5 || (best >= 50 && tries < 40); tries++) {
    const one = await send();
    expect(one.status).toBe(status);
    best = Math.min(best, one.tookMs);
  }
  expect(best).toBeLessThan(50);
  expect(f.upstream.received).toEqual([]);
});

test("T4: depth 64, 20,000 values and 4 MiB pass", async () => {
  const count = inside(`"name":"read","arguments":{"a":[${new Array(20_000 - 9).fill(1).join()}]}`);
  for (const body of [nested(64), count, sized(4 * 1024 * 1024)]) expect((await f.send(body)).status).toBe(200);
  expect(f.upstream.received).toHaveLength(3);
});

test(
  "T2, EF-3: any accepted body is forwarded byte for byte; one that any reader takes for a denied call is not",
  async () => {
    const spelled = fc.constantFrom("read", "secret", "re\\u0061d", "secre\\u0074", "Secret", "nobody");
    const member = fc.oneof(
      fc.tuple(fc.constant('"name"'), spelled).map(([name, value]) => `${name}:"${value}"`),
      fc.constantFrom('"Name":"secret"', '"n\\u0061me":"secret"', '"arguments":{"x":1.50,"y":1e2}', '"arguments":{"x":1,"\\u0078":2}'),
      fc.json().map((text) => `"arguments":${text}`),
    );
    const blank = fc.constantFrom("", " ", "\n", "\t ");
    const body = fc
      .tuple(fc.array(member, { minLength: 1, maxLength: 3 }), blank, blank)
      .map(
        ([members, before, behind]) =>
          `${before}{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{${members.join(`${behind},`)}}}${behind}`,
      );
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        f.upstream.received.length = 0;
        await (await f.send(text)).arrayBuffer();
        const [seen] = f.upstream.received;
        if (seen === undefined) return;
        expect(seen.body.toString()).toBe(text);
        for (const name of readings(text)) expect(name).not.toBe("secret");
      }),
      { seed: seed("T2"), numRuns: cases(1_000, 10) },
    );
  },
  patienceMs,
);

/** What readers of different habits take the tool's name to be. */
function readings(text: string): unknown[] {
  const names = [...text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:\s*"((?:[^"\\]|\\.)*)"/g)]
    .map(([, name, value]) => [JSON.parse(`"${name}"`) as string, JSON.parse(`"${value}"`) as string] as const)
    .filter(([name]) => name.toLowerCase() === "name")
    .map(([, value]) => value);
  const parsed = JSON.parse(text) as { params: { name?: unknown } };
  return [parsed.params.name, names.at(0), names.at(-1)];
}
