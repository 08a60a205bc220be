import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Message, readAnswer, readAnswers, readInbound } from "./index.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const inbound = (text: string) => readInbound(encode(text));
const failureOf = (text: string) => {
  const result = inbound(text);
  return result.ok ? undefined : result.failure;
};
const messageOf = (text: string): Message => {
  const result = inbound(text);
  if (!result.ok) throw new Error(result.failure.problem);
  if (result.body.kind === "batch") throw new Error("a batch");
  return result.body;
};
const call = (params: string, id = "1") => `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":${params}}`;

describe("S5: the envelope", () => {
  test("tells requests, notifications and answers apart", () => {
    expect(messageOf(call("{}")).kind).toBe("request");
    expect(messageOf('{"jsonrpc":"2.0","method":"ping"}').kind).toBe("notification");
    expect(messageOf('{"jsonrpc":"2.0","id":"a","result":{}}')).toMatchObject({ kind: "response", id: { key: "s:a" } });
    expect(messageOf('{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}}').kind).toBe("response");
  });
  test.each([
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","METHOD":"ping"}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","Params":{}}',
    '{"jsonrpc":"2.0","id":1,"method":"ping","extra":1}',
    '{"jsonrpc":"2.0","id":1,"method":"ping","constructor":1}',
    '{"jsonrpc":"1.0","id":1,"method":"ping"}',
    '{"jsonrpc":2.0,"id":1,"method":"ping"}',
    '{"id":1,"method":"ping"}',
    '{"jsonrpc":"2.0","id":1,"method":7}',
    '{"jsonrpc":"2.0","id":1,"method":"p\\u0000"}',
    '{"jsonrpc":"2.0","id":1,"method":"\\ud800"}',
    '{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}',
    '{"jsonrpc":"2.0","id":1}',
    '{"jsonrpc":"2.0","id":1,"result":{},"error":{}}',
    '{"jsonrpc":"2.0","id":1,"result":{},"params":{}}',
    '{"jsonrpc":"2.0","id":1,"result":[]}',
    '{"jsonrpc":"2.0","id":1,"error":"no"}',
    call("[]"),
    call("null"),
    call('{"_meta":1}'),
  ])("refuses %s and echoes its id", (text) => expect(failureOf(text)).toMatchObject({ code: -32600, status: 400, id: { text: "1" } }));
  test("an answer from a client needs an id", () => {
    expect(failureOf('{"jsonrpc":"2.0","error":{}}')).toMatchObject({ code: -32600 });
    expect(failureOf('{"jsonrpc":"2.0","result":{}}')).toMatchObject({ code: -32600 });
  });
  test("a case variant of id leaves no id to echo", () => {
    expect(failureOf('{"jsonrpc":"2.0","id":1,"Id":2,"method":"ping"}')?.id).toBeUndefined();
  });
});

describe("S4, S6, S7: params and _meta", () => {
  test.each([
    '{"Name":"a"}',
    '{"name":"a","NAME":"b"}',
    '{"argument\\u017f":{}}',
    '{"ta\\u017fk":{}}',
    '{"tas\\u212a":{}}',
    '{"_META":{}}',
    '{"requestſtate":"x"}',
    '{"constructor":{}}',
    '{"prototype":{}}',
    '{"_meta":{"progresstoken":1}}',
    '{"_meta":{"ProgressToken":1}}',
    '{"_meta":{"progre\\u017fsToken":1}}',
    '{"_meta":{"io.modelcontextprotocol/ProtocolVersion":"2026-07-28"}}',
    '{"_meta":{"IO.modelcontextprotocol/protocolVersion":"2026-07-28"}}',
    '{"_meta":{"io.modelcontextprotocol/clientInfo":{"NAME":"x"}}}',
    '{"_meta":{"io.modelcontextprotocol/clientCapabilities":{"Sampling":{}}}}',
    '{"_meta":{"prototype":1}}',
    '{"name":"a\\u0000"}',
    '{"name":"\\udfff"}',
    '{"requestState":"\\ud800"}',
    '{"_meta":{"io.modelcontextprotocol/protocolVersion":"\\u0000"}}',
  ])("refuses %s", (params) => expect(failureOf(call(params))).toMatchObject({ code: -32600, id: { text: "1" } }));
  test.each([
    '{"name":"a","arguments":{"Name":1,"name":2,"constructor":{}}}',
    '{"name":"a","arguments":{"note":"\\u0000\\ud800"}}',
    '{"name":"a","vendor":1,"uri":"x"}',
    '{"name":"a","_meta":{"vendor/Name":1,"traceparent":"00-1"}}',
    '{"_meta":{"io.modelcontextprotocol/clientInfo":{"name":"x","vendor":1}}}',
  ])("takes %s", (params) => expect(failureOf(call(params))).toBeUndefined());
  test("known members are those of the method", () => {
    const list = (params: string) => failureOf(`{"jsonrpc":"2.0","id":1,"method":"tools/list","params":${params}}`);
    expect(list('{"Name":1}')).toBeUndefined();
    expect(list('{"Cursor":"x"}')).toMatchObject({ code: -32600 });
    expect(list('{"cursor":""}')).toBeUndefined();
  });
  test("the objects that say what a message is about are checked below params too", () => {
    const text = (method: string, params: string) => failureOf(`{"jsonrpc":"2.0","id":1,"method":"${method}","params":${params}}`);
    expect(text("completion/complete", '{"ref":{"type":"ref/prompt","name":"a","Name":"b"}}')).toBeDefined();
    expect(text("completion/complete", '{"ref":{"type":"ref/prompt","name":"a\\u0000"}}')).toBeDefined();
    expect(text("subscriptions/listen", '{"notifications":{"ResourceSubscriptions":["a"]}}')).toBeDefined();
    expect(text("subscriptions/listen", '{"notifications":{"resourceSubscriptions":["\\ud800"]}}')).toBeDefined();
    expect(text("initialize", '{"capabilities":{"SAMPLING":{}}}')).toBeDefined();
    expect(text("initialize", '{"capabilities":{"sampling":{}},"clientInfo":{"name":"a","version":"1"}}')).toBeUndefined();
  });
});

describe("S9: ids and tokens", () => {
  test.each(["0", "-1", "9007199254740991", "-9007199254740991", '""', '"a\\u0062/é"', `"${"x".repeat(128)}"`])(
    "takes %s and keeps its spelling",
    (id) => expect(messageOf(call("{}", id))).toMatchObject({ id: { text: id } }),
  );
  test.each([
    "null",
    "1.0",
    "1e3",
    "9007199254740992",
    "-9007199254740992",
    "99999999999999999999",
    "true",
    "[1]",
    "{}",
    '"a\\u0000"',
    '"\\ud800"',
    `"${"x".repeat(129)}"`,
  ])("refuses %s and leaves no id to echo", (id) => {
    expect(failureOf(call("{}", id))).toMatchObject({ code: -32600 });
    expect(failureOf(call("{}", id))?.id).toBeUndefined();
  });
  test("a string and a number never share a key, two spellings of a string do", () => {
    const key = (id: string) => (messageOf(call("{}", id)) as { id: { key: string } }).id.key;
    expect(key("7")).not.toBe(key('"7"'));
    expect(key('"a"')).toBe(key('"\\u0061"'));
  });
  test("the same form for progressToken and requestId", () => {
    expect(messageOf(call('{"_meta":{"progressToken":"t"}}'))).toMatchObject({ progressToken: { key: "s:t" } });
    expect(failureOf(call('{"_meta":{"progressToken":1.5}}'))).toBeDefined();
    expect(failureOf(call('{"_meta":{"progressToken":null}}'))).toBeDefined();
    expect(messageOf('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}')).toMatchObject({
      requestId: { key: "n:7" },
    });
    expect(failureOf('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7.0}}')).toBeDefined();
    expect(failureOf('{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":{}}}')).toBeDefined();
  });
  test("any id is echoed byte for byte", () => {
    const ids = fc.oneof(
      fc.maxSafeInteger().map(String),
      fc.string({ unit: "grapheme", maxLength: 40 }).map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(ids, (id) => {
        const result = inbound(call("{}", id));
        if (!result.ok) {
          expect(id.includes("\\u0000") || id.length > 130).toBe(true);
          return;
        }
        expect(result.body).toMatchObject({ id: { text: id, value: JSON.parse(id) } });
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("B8: batches", () => {
  const ping = (id: number) => `{"jsonrpc":"2.0","id":${id},"method":"ping"}`;
  test("reads each message", () => {
    expect(
      inbound(`[${ping(1)},{"jsonrpc":"2.0","method":"notifications/initialized"},{"jsonrpc":"2.0","id":9,"result":{}}]`),
    ).toMatchObject({
      ok: true,
      body: { kind: "batch", messages: [{ kind: "request" }, { kind: "notification" }, { kind: "response" }] },
    });
    expect(inbound(`[${Array.from({ length: 100 }, (_, id) => ping(id))}]`).ok).toBe(true);
  });
  test.each([
    "[]",
    "[1]",
    `[[${ping(1)}]]`,
    `[${ping(1)},${ping(1)}]`,
    `[${ping(1)},{"jsonrpc":"2.0","id":2,"method":"initialize"}]`,
    `[${ping(1)},{"jsonrpc":"2.0","id":2}]`,
    `[${Array.from({ length: 101 }, (_, id) => ping(id))}]`,
  ])("refuses %.60s as a whole, without an id", (text) => {
    expect(failureOf(text)).toMatchObject({ code: -32600, status: 400 });
    expect(failureOf(text)?.id).toBeUndefined();
  });
});

describe("answers of an upstream", () => {
  const answer = (text: string, read: "whole" | "envelope" = "envelope") => readAnswer(encode(text), read);
  test("an error may lack its id or have a null one, a result may not", () => {
    expect(answer('{"jsonrpc":"2.0","error":{"code":-32000,"message":"no session"}}')).toMatchObject({ ok: true, body: { id: undefined } });
    expect(answer('{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":""}}').ok).toBe(true);
    expect(answer('{"jsonrpc":"2.0","id":null,"result":{}}').ok).toBe(false);
    expect(answer('{"jsonrpc":"2.0","result":{}}').ok).toBe(false);
    expect(answer('{"jsonrpc":"2.0","id":1.5,"error":{}}').ok).toBe(false);
  });
  test("the envelope and the direct members of result are strict, what is below only when it is read whole", () => {
    const deep = '{"jsonrpc":"2.0","id":1,"result":{"structuredContent":{"a":1,"a":2}}}';
    expect(answer(deep).ok).toBe(true);
    expect(answer(deep, "whole").ok).toBe(false);
    expect(answer('{"jsonrpc":"2.0","id":1,"result":{"tools":[],"tools":[]}}').ok).toBe(false);
    expect(answer('{"jsonrpc":"2.0","id":1,"result":{},"Result":{}}').ok).toBe(false);
  });
  test("an array is read only where a batch was sent", () => {
    const array = '[{"jsonrpc":"2.0","id":1,"result":{"x":[{"a":1,"a":2}]}},{"jsonrpc":"2.0","error":{"code":1,"message":""}}]';
    expect(answer(array).ok).toBe(false);
    expect(readAnswers(encode(array), "envelope")).toMatchObject({ ok: true, body: { kind: "batch" } });
    expect(readAnswers(encode(array), "whole").ok).toBe(false);
  });
  test("requests of the server are read whole", () => {
    expect(answer('{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage","params":{"messages":[{"a":1,"a":2}]}}').ok).toBe(false);
  });
});

test("T2: an accepted body has one reading for first-wins, last-wins and case-folding readers", () => {
  const name = fc.constantFrom(
    '"name"',
    '"Name"',
    '"n\\u0061me"',
    '"arguments"',
    '"ARGUMENTS"',
    '"argument\\u017f"',
    '"_meta"',
    '"uri"',
    '"x"',
  );
  const member = fc.tuple(name, fc.constantFrom('"delete"', '"get"', "{}", '{"a":1}')).map(([key, value]) => `${key}:${value}`);
  const fold = (text: string) => text.toUpperCase().toLowerCase();
  fc.assert(
    fc.property(fc.array(member, { maxLength: 4 }), (members) => {
      const text = call(`{${members.join(",")}}`);
      const result = inbound(text);
      if (!result.ok) return;
      // Duplicates are gone once keys are unescaped, folded or not, for every member that the protocol knows.
      const names = members.map((each) => JSON.parse(each.slice(0, each.indexOf(":"))) as string);
      const known = names.filter((each) => ["name", "arguments", "_meta"].includes(fold(each)));
      expect(new Set(names).size).toBe(names.length);
      expect(known.every((each) => each === fold(each))).toBe(true);
      expect(new Set(known.map(fold)).size).toBe(known.length);
    }),
    { numRuns: 5_000 },
  );
});
