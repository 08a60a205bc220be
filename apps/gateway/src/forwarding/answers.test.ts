import { createHash, randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "../testing/fixture.ts";
import { call, post } from "../testing/harness.ts";
import { modern } from "../testing/modern.ts";
import { cases, patienceMs, seed } from "../testing/seeded.ts";
import { answerAll, rpcResult, sendJson, startEvents } from "../testing/upstream.ts";

/** What the server says of the tools that this caller sees, oddly written. */
const stored: Record<string, string> = {
  read: '{ "é€":1.0e2,"x":[ ], "name":"read" ,"inputSchema":{"type":"object"}}',
  write: '{"name":"wr\\u0069te","d":"\\ud83d\\ude00 😀","inputSchema":{}}',
};
let f: Fixture;
beforeAll(async () => {
  f = await fixture({
    era: "dual",
    document: { version: "1", default: "allow", hide: ["secret*"] },
    tools: [...Object.values(stored).map((text) => ({ text })), "secret1", "secret2"],
  });
});
beforeEach(() => {
  f.upstream.received.length = 0;
  f.upstream.script = answerAll;
});
afterAll(() => f?.close());

const digest = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");
const bytesOf = async (answer: Promise<Response>) => new Uint8Array(await (await answer).arrayBuffer());

test(
  "EF-4: answers come back byte for byte: odd spelling, duplicates inside results, large ones, JSON and events",
  async () => {
    const odd = fc.oneof(
      fc.json(),
      fc.constantFrom(
        '{"a":1,"a":2}',
        '{"__proto__":1}',
        "9007199254740993",
        "1e400",
        "0.10",
        '"\\u0061\\ud83d"',
        "[[[[]]]]",
        "  null",
        '"<>&\u2028"',
      ),
    );
    const blank = fc.constantFrom("", " ", "  ");
    let nonce = 0;
    await fc.assert(
      fc.asyncProperty(odd, blank, fc.constantFrom("json", "events", "split"), async (inner, space, how) => {
        const text = `{"jsonrpc":"2.0",${space}"id":1,"result":{"nonce":${nonce++},${space}"structuredContent":{"x":${inner}},"content":[]}}`;
        const event = `: c\nevent: message\nid: 5\nretry: 10\ndata: ${text}\n\n`;
        f.upstream.script = (_, response) => {
          if (how === "json") return sendJson(response, text);
          startEvents(response);
          if (how === "events") return void response.end(event);
          const bytes = Buffer.from(event);
          const at = Math.floor(bytes.length / 2);
          response.write(bytes.subarray(0, at));
          setImmediate(() => response.end(bytes.subarray(at)));
        };
        const got = await bytesOf(f.send(call("read")));
        expect(digest(got)).toBe(digest(how === "json" ? text : event));
      }),
      { seed: seed("EF-4"), numRuns: cases(1_000, 2) },
    );
  },
  patienceMs,
);

test(
  "EF-4: a filtered list differs by the elements that were dropped, and by nothing else",
  async () => {
    const tool = fc.tuple(fc.constantFrom("read", "write", "secret1", "secret2"), fc.json(), fc.constantFrom("", " ", "\n  "));
    await fc.assert(
      fc.asyncProperty(fc.array(tool, { maxLength: 8 }), fc.boolean(), async (tools, asEvents) => {
        const element = ([name, inner]: (typeof tools)[number]) =>
          stored[name] ?? `{"x":${inner.replace(/"name"/g, '"n"')},"name":"${name}"}`;
        const list = (kept: typeof tools) =>
          `{"jsonrpc":"2.0","id":1,"result":{ "é":"€","tools":[${kept.map(element).join(",")}],"nextCursor":""}}`;
        f.upstream.script = (_, response) => {
          if (!asEvents) return sendJson(response, list(tools));
          startEvents(response);
          response.end(`data: ${list(tools)}\n\n`);
        };
        const answer = await f.send({ jsonrpc: "2.0", id: 1, method: "tools/list" });
        const text = await answer.text();
        // What readers would not agree on is not delivered at all.
        if (text.includes('"error"')) return;
        const kept = list(tools.filter(([name]) => !name.startsWith("secret")));
        expect(text).toBe(asEvents ? `data: ${kept}\n\n` : kept);
      }),
      { seed: seed("EF-4"), numRuns: cases(300) },
    );
  },
  patienceMs,
);

test(
  "EF-16: whatever a server answers, a call gets exactly one final answer, its own, and nothing of another's",
  async () => {
    const piece = fc.constantFrom(
      (own: string) => rpcResult(own, { final: own }),
      (own: string) => rpcResult(own, { final: own, resultType: "never heard of" }),
      (own: string) => rpcResult(`${own}x`, { final: "foreign" }),
      () => rpcResult("somebody", { final: "foreign" }),
      () => '{"jsonrpc":"2.0","result":{"final":"foreign"}}',
      () => '{"jsonrpc":"2.0","id":null,"result":{"final":"foreign"}}',
      () => '{"jsonrpc":"2.0","id":7,"method":"sampling/createMessage","params":{}}',
      () => '{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"foreign"}}',
      () => '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1}}',
      () => '{"jsonrpc":"2.0","method":"notifications/foreign","params":{}}',
      () => '{"jsonrpc":"2.0","method":"notifications/tasks/status","params":{"foreign":1}}',
      (own: string) => `{"jsonrpc":"2.0","id":"${own}","result":{"final":"foreign"},"error":{}}`,
      (own: string) => `{"jsonrpc":"2.0","id":"${own}","id":"somebody","result":{"final":"foreign"}}`,
      () => "not json, foreign",
      () => "[]",
      () => "",
    );
    const plan = fc.tuple(fc.array(piece, { maxLength: 5 }), fc.constantFrom("json", "events"), fc.boolean(), fc.boolean());
    const plans = new Map<string, { pieces: ((own: string) => string)[]; how: string; dies: boolean }>();
    f.upstream.script = ({ json }, response) => {
      const { pieces, how, dies } = plans.get(String(json?.id)) ?? { pieces: [], how: "json", dies: false };
      if (json?.method !== "tools/call") return void response.writeHead(202).end();
      const own = String(json.id);
      if (how === "json") return sendJson(response, pieces[0]?.(own) ?? "");
      startEvents(response);
      for (const one of pieces) response.write(`data: ${one(own)}\n\n`);
      if (dies) setImmediate(() => response.destroy());
      else response.end();
    };
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { minLength: 10, maxLength: 10 }), async (batch) => {
        const answers = await Promise.all(
          batch.map(async ([pieces, how, isModern, dies]) => {
            const own = `call-${number++}-${randomBytes(4).toString("hex")}`;
            plans.set(own, { pieces, how, dies });
            const request = modern("tools/call", { name: "read" }, { id: own });
            const answer = await post(
              { gateway: f.gateway, token: f.grant.token },
              isModern ? request.body : call("read", {}, own),
              isModern ? request.headers : {},
            );
            return { own, text: await answer.text() };
          }),
        );
        for (const { own, text } of answers) {
          const messages = text.startsWith("{")
            ? [text]
            : text
                .split("\n")
                .filter((line) => line.startsWith("data: {"))
                .map((line) => line.slice(6));
          const finals = messages
            .map((one) => JSON.parse(one) as { id?: unknown; method?: string })
            .filter(({ method }) => method === undefined);
          expect([text, finals.map(({ id }) => id)]).toEqual([text, [own]]);
          expect(text).not.toContain("foreign");
        }
        plans.clear();
      }),
      { seed: seed("EF-16"), numRuns: cases(3_000) / 10 },
    );
  },
  patienceMs,
);
