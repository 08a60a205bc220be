import { compile, evaluate, nodeOf, parsePolicy, visible } from "@portcullis/policy";
import { compareMirrored, METHODS, neutralView, readHeaders, readInbound } from "@portcullis/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, fixture } from "../testing/fixture.ts";
import { call, post } from "../testing/harness.ts";
import { modern } from "../testing/modern.ts";
import { cases, patienceMs, seed } from "../testing/seeded.ts";
import { rpcResult, type Script, sendJson } from "../testing/upstream.ts";

// security.md 14.4, EF: what is evaluated is what is forwarded. `WIRE_CASES` is the number of cases of each random test.
let f: Fixture;
beforeAll(async () => {
  f = await fixture({ era: "dual", tools: ["read", "write"] });
});
afterAll(() => f?.close());

const compiled = (document: object, tools = ["read", "secret"]) => {
  const parsed = parsePolicy(JSON.stringify(document));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  return compile(
    parsed.policy,
    tools.map((name) => ({ name, accepted: true })),
  );
};

test(
  "EF-1: no body is accepted that any reader would take for a call that the policy denies",
  () => {
    const policies = fc.sample(
      fc.record({ op: fc.constantFrom("eq", "neq", "gt", "lte", "contains"), value: fc.oneof(fc.integer(), fc.constantFrom("a", "b")) }),
      { seed: 7, numRuns: 200 },
    );
    const engines = policies.map(({ op, value }) => {
      const wanted = op === "gt" || op === "lte" ? 3 : op === "contains" ? "a" : value;
      const rule = { conditions: [{ path: "args.x", op, value: wanted }] };
      return compiled({ version: "1", default: "allow", tools: { read: { deny_if: [rule] }, secret: { action: "deny" } } });
    });
    const key = fc.constantFrom("x", "X", "\\u0078", "\\u0058", "y", "\u212a");
    const value = fc.oneof(
      fc.constantFrom(
        "1",
        "1.0",
        "1e0",
        "9007199254740993",
        "1e400",
        '"a"',
        '"\\u0061"',
        '"b"',
        "null",
        "true",
        "[]",
        '{"x":1}',
        "-0",
        "3.5",
      ),
      fc.integer().map(String),
      fc.json(),
    );
    const pairs = fc.array(fc.tuple(key, value), { maxLength: 4 });
    const name = fc.constantFrom('"name":"read"', '"n\\u0061me":"read"', '"Name":"secret"', '"name":"secret"', '"name":"re\\u0061d"');
    const body = fc.tuple(fc.array(name, { minLength: 1, maxLength: 2 }), pairs).map(([names, args]) => {
      const inner = args.map(([one, text]) => `"${one}":${text}`).join(",");
      return `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{${names.join(",")},"arguments":{${inner}}}}`;
    });
    let accepted = 0;
    fc.assert(
      fc.property(body, fc.nat(engines.length - 1), (text, which) => {
        const read = readInbound(Buffer.from(text));
        if (!read.ok || read.body.kind !== "request") return;
        const view = neutralView(read.body);
        if (view?.kind !== "tool") return;
        const engine = engines[which]!;
        if (evaluate(engine, { kind: "tool", name: view.name, arguments: view.arguments }).effect !== "allow") return;
        accepted++;
        for (const reading of readings(text)) {
          const verdict = evaluate(engine, { kind: "tool", name: reading.name, arguments: nodeOf(reading.arguments) });
          expect([text, verdict.effect]).toEqual([text, "allow"]);
        }
      }),
      { seed: seed("EF-1"), numRuns: cases(200_000) },
    );
    expect(accepted).toBeGreaterThan(cases(200_000) / 50);
  },
  patienceMs,
);

type Reading = { name: string; arguments: unknown };

/** Last wins, first wins, and the two of them blind to case. */
function readings(text: string): Reading[] {
  const last = (JSON.parse(text) as { params: Reading }).params;
  const [firstOf, folded, foldedFirst] = [objectsOf(text, false), objectsOf(text, true), objectsOf(text, true, true)];
  return [last, firstOf, folded, foldedFirst];
}

/** The call as a reader sees it that keeps the first of several members, or does not tell case apart. */
function objectsOf(text: string, fold: boolean, first = !fold): Reading {
  // In order: every member of `params`, then those of `arguments`, cut out by hand.
  const params = text.slice(text.indexOf('"params":{') + 10, -2);
  const at = params.indexOf('"arguments":{');
  const pick = (source: string): Map<string, unknown> => {
    const found = new Map<string, unknown>();
    let rest = source;
    while (rest !== "") {
      const colon = rest.indexOf('":');
      const name = JSON.parse(`${rest.slice(0, colon)}"`) as string;
      const end = endOfValue(rest, colon + 2);
      const known = fold ? name.toLowerCase() : name;
      if (!(first && found.has(known))) found.set(known, JSON.parse(rest.slice(colon + 2, end)));
      rest = rest.slice(end + 1);
    }
    return found;
  };
  return {
    name: String(pick(params.slice(0, at - 1)).get("name")),
    arguments: Object.fromEntries(pick(params.slice(at + 13, -1))),
  };
}

function endOfValue(text: string, start: number): number {
  for (let end = start + 1; end <= text.length; end++) {
    if (end < text.length && text[end] !== ",") continue;
    try {
      JSON.parse(text.slice(start, end));
      return end;
    } catch {}
  }
  return text.length;
}

test("EF-9: every header that is missing, doubled, different or badly encoded is -32020; the right one passes", () => {
  const { body, headers } = modern("tools/call", { name: "read" });
  const read = readInbound(Buffer.from(JSON.stringify(body)));
  if (!read.ok || read.body.kind !== "request") throw new Error("the request could not be read");
  const message = read.body;
  const judge = (list: readonly [string, string][]) => compareMirrored(message, readHeaders(list.flat()));
  const right = Object.entries(headers);
  expect(judge(right)).toBeUndefined();
  const name = fc.constantFrom(...right.map(([header]) => header));
  const cased = (text: string) =>
    fc
      .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
      .map((ups) => [...text].map((c, i) => (ups[i] ? c.toUpperCase() : c)).join(""));
  const blank = fc.constantFrom("", " ", "\t", "  ");
  // Names in any case, values with blanks around them: the same headers.
  fc.assert(
    fc.property(fc.tuple(...right.map(([header]) => cased(header))), blank, blank, (names, before, behind) => {
      expect(judge(right.map(([, value], index) => [names[index]!, before + value + behind]))).toBeUndefined();
    }),
    { seed: seed("EF-9"), numRuns: cases(1_000) },
  );
  const wrong = fc.oneof(
    fc.string({ unit: "grapheme-ascii", maxLength: 20 }).filter((text) => !Object.values(headers).includes(text.trim())),
    fc.constantFrom(
      "READ",
      "Read",
      "tools/Call",
      "2026-07-29",
      "=?base64?cmVhZA?=",
      "=?base64?cmVhZB==?=",
      "=?base64?!!!!?=",
      "=?base64?d3JpdGU=?=",
      "read,read",
      "",
    ),
  );
  fc.assert(
    fc.property(name, wrong, fc.constantFrom("other", "missing", "doubled"), (which, value, how) => {
      const list = right.flatMap(([header, own]): [string, string][] => {
        if (header !== which) return [[header, own]];
        if (how === "missing") return [];
        return how === "doubled"
          ? [
              [header, own],
              [header, own],
            ]
          : [[header, value]];
      });
      expect(judge(list)).toMatchObject({ status: 400, code: -32020 });
    }),
    { seed: seed("EF-9"), numRuns: cases(10_000) },
  );
  const encoded = right.map(([header, value]): [string, string] => [header, header === "mcp-name" ? "=?base64?cmVhZA==?=" : value]);
  expect(judge(encoded)).toBeUndefined();
});

test("EF-9: over a socket, a mismatch is not forwarded; in the legacy era mirrored headers are ignored", async () => {
  f.upstream.received.length = 0;
  const { body, headers } = modern("tools/call", { name: "read" });
  for (const [header, value] of [
    ["mcp-name", "write"],
    ["mcp-method", "tools/list"],
    ["mcp-protocol-version", "2025-11-25"],
  ]) {
    const answer = await f.send(body, { ...headers, [header!]: value! });
    expect([answer.status, ((await answer.json()) as { error: { code: number } }).error.code]).toEqual([400, -32020]);
  }
  expect(f.upstream.received).toEqual([]);
  expect((await f.send(call("read"), { "mcp-name": "write", "mcp-method": "ping" })).status).toBe(200);
  expect(f.upstream.received[0]!.headers["mcp-name"]).toBeUndefined();
});

const anyShape: Script = ({ json }, response) => {
  if (json?.id === undefined) return void response.writeHead(202).end();
  const lists = { tools: [], prompts: [], resources: [], resourceTemplates: [] };
  sendJson(response, rpcResult(json.id, { ...lists, protocolVersion: "2025-11-25", capabilities: {}, supportedVersions: ["2026-07-28"] }));
};

test(
  "EF-10: every method of the table, in both eras, as request and notification, has a verdict and a record",
  async () => {
    const before = (await f.seed.decisions()).length;
    let sent = 0;
    f.upstream.received.length = 0;
    for (const method of new Set(METHODS.map((rule) => rule.method))) {
      for (const era of ["legacy", "modern"] as const) {
        for (const kind of ["request", "notification"] as const) {
          const known = METHODS.some(
            (rule) =>
              rule.method === method &&
              rule.kind === kind &&
              rule.eras.includes(era) &&
              rule.senders.includes("client") &&
              rule.policy !== "withheld",
          );
          const request = modern(method, {
            name: "read",
            uri: "a://1",
            notifications: {},
            ref: { type: "ref/prompt", name: "p" },
            level: "info",
            protocolVersion: "2025-11-25",
            taskId: "t",
          });
          const { _meta, ...params } = request.body.params;
          const { id, ...rest } = { ...request.body, params: era === "modern" ? { ...params, _meta } : params };
          const body = kind === "request" ? { ...rest, id } : rest;
          f.upstream.received.length = 0;
          f.upstream.script = anyShape;
          const answer = await f.send(body, era === "modern" ? request.headers : {});
          const text = await answer.text();
          sent++;
          const said = { method, era, kind, status: answer.status, text };
          if (!known) expect([said, f.upstream.received.length]).toEqual([said, 0]);
          if (!known && kind === "request")
            expect([text.includes("-32601"), answer.status], JSON.stringify(said)).toEqual([true, era === "modern" ? 404 : 200]);
          if (!known && kind === "notification") expect(answer.status, JSON.stringify(said)).toBe(202);
          if (known) expect([200, 202], JSON.stringify(said)).toContain(answer.status);
        }
      }
    }
    await expect.poll(async () => (await f.seed.decisions()).length - before, { timeout: 15_000 }).toBe(sent);
  },
  patienceMs,
);

test(
  "T27, EF-10: invented methods and spellings are unknown, recorded, and never forwarded",
  async () => {
    const spelled = fc
      .oneof(
        fc
          .constantFrom(...METHODS.map(({ method }) => method))
          .chain((method) =>
            fc.constantFrom(
              method.toUpperCase(),
              `${method} `,
              `${method}/`,
              `/${method}`,
              method.replace("/", "."),
              `x${method}`,
              `${method}\u200b`,
            ),
          ),
        fc.string({ minLength: 1, maxLength: 30 }).filter((text) => !METHODS.some(({ method }) => method === text)),
      )
      .filter((text) => !METHODS.some(({ method }) => method === text));
    const count = cases(2_000);
    const before = (await f.seed.decisions()).length;
    f.upstream.received.length = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(spelled, fc.boolean()), { minLength: 10, maxLength: 10 }), async (batch) => {
        const answers = await Promise.all(
          batch.map(([method, isRequest]) => f.send({ jsonrpc: "2.0", ...(isRequest ? { id: 1 } : {}), method })),
        );
        expect(answers.map(({ status }) => status)).toEqual(batch.map(([, isRequest]) => (isRequest ? 200 : 202)));
      }),
      { seed: seed("EF-10"), numRuns: count / 10 },
    );
    expect(f.upstream.received).toEqual([]);
    await expect.poll(async () => (await f.seed.decisions()).length - before, { timeout: 10_000 }).toBe(count);
  },
  patienceMs,
);

test("EF-12: what a list hides is never callable, and what may be called is never hidden", () => {
  const tools = ["read", "write", "delete_host", "delete_all", "admin"];
  const selector = fc.constantFrom(...tools, "delete_*", "*", "a*", "r*");
  const document = fc.record({
    version: fc.constant("1"),
    default: fc.constantFrom("allow", "deny"),
    list: fc.constantFrom("visible", "callable"),
    hide: fc.uniqueArray(selector, { maxLength: 3 }),
    tools: fc.dictionary(selector, fc.record({ action: fc.constantFrom("allow", "deny") }), { maxKeys: 3 }),
  });
  fc.assert(
    fc.property(document, (text) => {
      const parsed = parsePolicy(JSON.stringify(text));
      if (!parsed.ok) return;
      const engine = compiled(text, tools);
      for (const name of tools) {
        const { effect, hidden } = evaluate(engine, { kind: "tool", name });
        const shown = visible(engine, name);
        if (hidden === true) expect([name, shown, effect]).toEqual([name, false, "deny"]);
        if (!shown) expect([name, effect]).toEqual([name, "deny"]);
      }
    }),
    { seed: seed("EF-12"), numRuns: cases(10_000) },
  );
});

test(
  "EF-2: over sockets, in both eras and by two gateways, what is denied is not forwarded and what is forwarded is the same",
  async () => {
    const policy = await f.seed.policy(f.server, { version: "1", default: "allow", tools: { write: { action: "deny" } } });
    const { token } = await f.seed.grant([{ server: f.server, policy }]);
    const gateways = [f.gateway, await f.another()];
    const name = fc.constantFrom("read", "write", "Write", "nobody");
    await fc.assert(
      fc.asyncProperty(name, fc.jsonValue(), fc.boolean(), fc.nat(1), async (tool, args, isModern, which) => {
        f.upstream.received.length = 0;
        const request = modern("tools/call", { name: tool, arguments: { args } });
        const body = JSON.stringify(isModern ? request.body : call(tool, { args }), null, 1);
        await (await post({ gateway: gateways[which]!, token }, body, isModern ? request.headers : {})).arrayBuffer();
        const forwarded = f.upstream.received.map((seen) => seen.body.toString());
        expect(forwarded).toEqual(tool === "read" && !body.includes("__proto__") ? [body] : []);
      }),
      { seed: seed("EF-2"), numRuns: cases(1_000) },
    );
  },
  patienceMs,
);
