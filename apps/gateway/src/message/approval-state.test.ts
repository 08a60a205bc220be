import { randomBytes, randomUUID } from "node:crypto";
import { neutralView, REQUEST_LIMITS, type RequestMessage, readInbound } from "@portcullis/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Exchange } from "../exchange.ts";
import { cases, seed } from "../testing/seeded.ts";
import { ApprovalStates } from "./approval-state.ts";

let now = 1_000;
const keys = new Map([[1, { version: 1, key: randomBytes(32) }]]);
const states = new ApprovalStates({ keys: (version = 1) => keys.get(version), now: () => now });
const tenant = { grant: { id: randomUUID(), organizationId: randomUUID() }, route: { serverId: randomUUID() } };

function exchange(params: object, more: object = {}, own = tenant): Exchange {
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { ...params, ...more } }));
  const read = readInbound(body, REQUEST_LIMITS);
  if (!read.ok || read.body.kind !== "request") throw new Error("no request");
  const deps = { limits: { scan: REQUEST_LIMITS } };
  return { body, message: read.body, view: neutralView(read.body), tenant: own, deps } as unknown as Exchange;
}
const opened = (state: string, params: object, own = tenant) => {
  const x = exchange(params, { requestState: state, inputResponses: { "io.portcullis/approval": { action: "accept" } } }, own);
  return { x, state: states.open(x, x.message as RequestMessage, state) };
};
const call = { name: "write", arguments: { host: "a", n: 1.5 } };
const reference = randomUUID();

test("what is opened is the call as it was, with what it waits for", () => {
  const before = exchange(call, {
    requestState: "pcr1.of-the-server",
    inputResponses: { sure: { action: "accept", content: { n: 1.0 } } },
  });
  const { x, state } = opened(states.seal(before, reference, now + 1)!, call);
  expect(state).toEqual({ reference, answer: "accept" });
  expect(JSON.parse(x.body.toString())).toEqual(JSON.parse(before.body.toString()));
  const plain = opened(states.seal(exchange(call), reference, now + 1)!, call);
  expect(JSON.parse(plain.x.body.toString()).params).toEqual(call);
  expect(plain.x.arrivalSplices).toEqual(["/params/requestState", "/params/inputResponses/io.portcullis~1approval"]);
});

test("AP-9: bit flips, truncations, other callers and calls, later: none opens", () => {
  const sealed = states.seal(exchange(call), reference, now + 60_000)!;
  const bytes = Buffer.from(sealed.slice(5), "base64url");
  const other = { ...tenant, grant: { ...tenant.grant, id: randomUUID() } };
  const foreign = { ...tenant, grant: { ...tenant.grant, organizationId: randomUUID() } };
  const elsewhere = { ...tenant, route: { serverId: randomUUID() } };
  fc.assert(
    fc.property(
      fc.nat(bytes.length * 8 - 1),
      fc.nat(sealed.length - 1),
      fc.constantFrom(other, foreign, elsewhere),
      fc.json(),
      (bit, length, own, text) => {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        const found = [
          opened(`pca1.${flipped.toString("base64url")}`, call),
          opened(sealed.slice(0, length), call),
          opened(sealed, call, own),
          opened(sealed, { name: "write", arguments: { host: "a", n: 1.5, more: text } }),
          opened(sealed, { name: "writes", arguments: call.arguments }),
        ];
        expect(found.map(({ state }) => state)).toEqual(found.map(() => undefined));
      },
    ),
    { seed: seed("AP-9"), numRuns: cases(10_000) / 5 },
  );
  now += 60_000;
  expect(opened(sealed, call).state).toBeUndefined();
  now -= 1;
  expect(opened(sealed, call).state).toEqual({ reference, answer: "accept" });
});

test("a number that is spelled otherwise is another call", () => {
  const text = (n: string) =>
    Buffer.from(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write","arguments":{"n":${n}}}}`);
  const of = (n: string, more = "") => {
    const body = Buffer.from(text(n).toString().replace("}}}", `}${more}}}`));
    const read = readInbound(body, REQUEST_LIMITS);
    if (!read.ok || read.body.kind !== "request") throw new Error("no request");
    return { ...exchange(call), body, message: read.body } as unknown as Exchange;
  };
  const sealed = states.seal(of("1"), reference, now + 1)!;
  const retry = (n: string) => {
    const x = of(n, `,"requestState":"${sealed}"`);
    return states.open(x, x.message as RequestMessage, sealed);
  };
  expect([retry("1")?.reference, retry("1.0"), retry("1e0")]).toEqual([reference, undefined, undefined]);
});
