import type { SeenTool, ToolSet } from "@portcullis/control-plane/gateway";
import { readAnswer } from "@portcullis/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { storedDefinitions } from "../enforce/definitions.ts";
import type { Exchange } from "../exchange.ts";
import type { Gateway } from "../gateway.ts";
import { Quarantine } from "../tenant/quarantine.ts";
import { type Fixture, fixture } from "../testing/fixture.ts";
import { call, decisionIn, post, until, urlOf } from "../testing/harness.ts";
import { Reading } from "../testing/reading.ts";
import { digestOf } from "../testing/seed.ts";
import { cases, patienceMs, seed } from "../testing/seeded.ts";
import { answerAll, rpcResult, sendJson, startEvents } from "../testing/upstream.ts";

/** A definition with something in every field that a server may send. */
const definition = {
  name: "read",
  title: "Read",
  description: "Reads one record by its key.",
  inputSchema: {
    type: "object",
    properties: {
      key: { type: "string", description: "Which one.", pattern: "^[a-z]+$" },
      limit: { type: "integer", maximum: 10, default: 1 },
    },
    required: ["key"],
    $defs: { deep: { anyOf: [{ const: 1 }, { items: { enum: ["a", "b"] } }] } },
  },
  outputSchema: { type: "object", properties: { value: { type: ["string", "null"] } } },
  annotations: { title: "Read", readOnlyHint: true, destructiveHint: false, openWorldHint: false },
  icons: [{ src: "https://example.com/i.svg", sizes: ["16x16"] }],
  execution: { taskSupport: "forbidden" },
  _meta: { "example.com/vendor": { n: 1.5 } },
  "x-vendor": { a: [1, 2, { b: null }] },
};
const other = { name: "write", inputSchema: { type: "object" } };

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
const isLeaf = (value: Json) => value === null || typeof value !== "object";
/** Every place of a definition but its name: that is another tool. */
function placesOf(value: Json, path: string[] = []): string[][] {
  const inner = isLeaf(value) ? [] : Object.entries(value as object).flatMap(([key, member]) => placesOf(member as Json, [...path, key]));
  return path.length === 0 ? inner.filter(([first]) => first !== "name") : [path, ...inner];
}
const places = placesOf(definition as unknown as Json);

type Mutation = { path: string[]; how: "text" | "type" | "remove" | "add" | "unseen"; salt: number };
const mutation: fc.Arbitrary<Mutation> = fc.record({
  path: fc.constantFrom(...places),
  how: fc.constantFrom("text" as const, "type" as const, "remove" as const, "add" as const, "unseen" as const),
  salt: fc.integer({ min: 1, max: 1_000_000 }),
});

function mutated({ path, how, salt }: Mutation): Record<string, unknown> {
  const copy = structuredClone(definition) as unknown as Json;
  const parent = path.slice(0, -1).reduce((node, key) => (node as Record<string, Json>)[key] as Json, copy) as Record<string, Json>;
  const key = path.at(-1) as string;
  const value = parent[key] as Json;
  if (how === "remove") {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  } else if (how === "add") {
    if (Array.isArray(parent)) parent.push(salt);
    else parent[`added${salt}`] = salt;
  } else if (how === "type") parent[key] = isLeaf(value) ? [value] : JSON.stringify(value);
  else if (typeof value === "string") parent[key] = how === "unseen" ? `${value}\u200b` : `${value} And ${salt} more.`;
  else if (typeof value === "number") parent[key] = value + salt;
  else if (typeof value === "boolean") parent[key] = !value;
  else parent[key] = salt;
  return copy as Record<string, unknown>;
}

const hex = (text: string) => digestOf(text).toString("hex");
const text = JSON.stringify(definition);

test(
  "EF-14: whatever field of a definition is another one, the tool is out of reach and noted, and nothing else is; the same in other bytes is the same",
  async () => {
    const pinned = (tool: object) => ({ seen: hex(JSON.stringify(tool)), accepted: hex(JSON.stringify(tool)) });
    const known: ToolSet["known"] = new Map([
      ["read", pinned(definition)],
      ["write", pinned(other)],
    ]);
    const tools: ToolSet = { key: "k", facts: ["read", "write"].map((name) => ({ name, accepted: true })), digests: new Map(), known };
    let missed = 0;
    let server = 0;
    await fc.assert(
      fc.asyncProperty(mutation, fc.boolean(), fc.nat(1), async (one, isWritten, before) => {
        const serverId = `server ${server++}`;
        const written: SeenTool[] = [];
        const quarantine = new Quarantine({
          store: {
            sawTools: async (sighting) => {
              written.push(...sighting.tools);
              if (!isWritten) throw new Error("the database does not answer");
              return 8n;
            },
          },
          onChange: () => {},
          onError: () => {},
          now: () => 0,
        });
        const place = { organizationId: "acme", serverId, revision: 7n };
        const x = { tenant: { grant: place, route: place, known }, deps: { quarantine }, sighting: undefined } as unknown as Exchange;
        const changed = mutated(one);
        const elements = before === 0 ? [changed, other] : [other, changed];
        const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: 1, result: { tools: elements } }));
        const read = readAnswer(body, "whole");
        if (!read.ok || read.body.kind !== "response") throw new Error("the list cannot be read");
        const array = read.body.result!.members.get("tools");
        if (array?.kind !== "array") throw new Error("no list");
        const isStored = storedDefinitions(x, body, array);
        const shown = array.items.map(isStored);
        const isSame = hex(JSON.stringify(changed)) === hex(text);
        if (isSame) {
          expect([shown, written]).toEqual([[true, true], []]);
          return;
        }
        expect(shown).toEqual(before === 0 ? [false, true] : [true, false]);
        // At once: the call that comes while it is written down knows.
        expect(quarantine.applied(place, tools).facts).toEqual([
          { name: "read", accepted: false },
          { name: "write", accepted: true },
        ]);
        await x.sighting;
        expect(written).toEqual([{ name: "read", definition: JSON.stringify(changed), digest: hex(JSON.stringify(changed)) }]);
        // Once it is written, what was read before still does not know; without that, nobody does but this replica.
        expect(quarantine.applied(place, tools).facts[0]).toEqual({ name: "read", accepted: false });
        const later = quarantine.applied({ ...place, revision: 8n }, tools).facts[0]?.accepted;
        expect(later).toBe(isWritten);
        quarantine.close();
        missed += Number(later !== isWritten);
      }),
      { seed: seed("EF-14"), numRuns: cases(2_000) },
    );
    expect(missed).toBe(0);
  },
  patienceMs,
);

let f: Fixture;
let second: Gateway;
let listed: unknown[] = [];
const streams: { write: (data: string) => void }[] = [];
beforeAll(async () => {
  f = await fixture({
    era: "dual",
    tools: [definition, other],
    script: (request, response) => {
      const { json, method } = request;
      if (json?.method === "tools/list") return sendJson(response, rpcResult(json.id!, { tools: listed }));
      if (method !== "GET") return answerAll(request, response);
      startEvents(response);
      streams.push(response);
    },
  });
  second = await f.another();
});
afterAll(() => f?.close());

test(
  "EF-14: over sockets: changed, added or removed between list and call, told by the server or not: 100 % quarantined before the next call, on every replica",
  async () => {
    const send = (gateway: Gateway, body: unknown) => post({ gateway, token: f.grant.token }, body);
    const reason = async (gateway: Gateway, name: string) => {
      const text = await (await send(gateway, call(name))).text();
      return text.includes("Unknown tool") ? "unknown" : ((await decisionIn(new Response(text)))?.reason ?? "done");
    };
    const list = async (gateway: Gateway) => {
      const answer = (await (await send(gateway, { jsonrpc: "2.0", id: 1, method: "tools/list" })).json()) as {
        result: { tools: { name: string }[] };
      };
      return answer.result.tools.map(({ name }) => name);
    };
    const stream = new Reading(
      await fetch(urlOf({ gateway: f.gateway }), { headers: { accept: "text/event-stream", authorization: `Bearer ${f.grant.token}` } }),
    );
    await until(
      () => streams.length,
      (open) => open === 1,
    );
    let rounds = 0;
    await fc.assert(
      fc.asyncProperty(mutation, fc.constantFrom("changed", "added", "changed and told"), async (one, kind) => {
        const name = `read${++rounds}`;
        const was = { ...definition, name };
        const changed = { ...mutated(one), name };
        fc.pre(hex(JSON.stringify(was)) !== hex(JSON.stringify(changed)));
        await f.seed.tool(f.server, was);
        listed = [was, other];
        for (const gateway of [f.gateway, second])
          await until(
            () => reason(gateway, name),
            (found) => found === "done",
          );
        expect(await list(f.gateway)).toEqual([name, "write"]);
        f.upstream.received.length = 0;
        const fresh = `added${rounds}`;
        const quarantined = kind === "added" ? fresh : name;
        listed = kind === "added" ? [was, { ...changed, name: fresh }, other] : [other, changed];
        if (kind === "changed and told") streams[0]!.write(`data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n\n`);
        expect(await list(f.gateway)).not.toContain(quarantined);
        const refused = [await reason(second, quarantined), await reason(f.gateway, quarantined)];
        // News of what nobody could call anyway is written down now and then only: until then its name is unknown.
        expect(refused.map((one) => (kind === "added" && one === "unknown" ? "tool_not_accepted" : one))).toEqual(
          Array(2).fill("tool_not_accepted"),
        );
        expect(f.upstream.calls()).toEqual([]);
        await f.seed.sql("DELETE FROM portcullis.tool WHERE server_id = $1 AND name <> 'write'", [f.server]);
      }),
      { seed: seed("EF-14"), numRuns: Math.min(cases(200), 2_000) },
    );
    await stream.cancel();
  },
  patienceMs,
);
