import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { inputFor, newKey, requestFor } from "../testing/api.ts";
import { admissionSeed, fuzzTimes } from "../testing/env.ts";
import { newOrganization, testInstallation } from "../testing/installation.ts";
import { testUpstream } from "../testing/upstream.ts";
import type { World } from "../testing/world.ts";
import { allowances } from "./allowance.ts";
import { managementApi } from "./handle.ts";
import { paramsOf, type Route } from "./route.ts";
import { routes } from "./routes.ts";

let world: World;
let owner: Context;
let authorization: string;
let ask: (request: Request) => Promise<Response>;
let inputs: Map<Route, Record<string, unknown>>;
const logged: unknown[] = [];
const seed = admissionSeed ?? Math.trunc(Math.random() * 2 ** 31);
const runs = fuzzTimes * 1_000;

beforeAll(async () => {
  world = { here: await testInstallation(), upstream: await testUpstream() };
  const log = (line: string, error?: unknown) => void (error && logged.push([line, error]));
  ask = managementApi(world.here.cp, { allowance: allowances({ burst: 1e9 }), log });
  owner = await newOrganization(world.here.cp, "Acme");
  authorization = `Bearer ${(await newKey(owner)).key}`;
  inputs = new Map();
  for (const route of routes) inputs.set(route, await inputFor(route, owner, world));
  console.log(`seed ${seed}`);
});
afterAll(async () => {
  await world?.upstream.close();
  await world?.here.close();
});

/** Values that readers trip over, beside any JSON. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    "",
    "\0",
    "\ud800",
    "undefined",
    "NaN",
    -1,
    0.5,
    2 ** 31,
    2 ** 53,
    1e308,
    true,
    [],
    {},
    [[]],
    { $ne: null },
    { contains: "" },
  ),
  fc.constantFrom<unknown>(
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z",
    "2026-02-30T00:00:00Z",
    "../..",
    "%00",
    "' OR 1=1 --",
    "a".repeat(5_000),
  ),
  fc.constantFrom<unknown>(
    ["__proto__"],
    { toString: 1 },
    { length: 1e9 },
    Array(300).fill("x"),
    "00000000-0000-0000-0000-000000000000",
    "👩‍👩‍👧‍👦",
    "\u202e",
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: "binary", maxLength: 60 }),
);

const surplus = fc.constantFrom(
  "surplus",
  "organizationId",
  "organization_id",
  "role",
  "userId",
  "__proto__",
  "constructor",
  "Slug",
  "$where",
  "id ",
);

type Made = { route: Route; pick: number; value: unknown; drop: boolean; raw: string | null };

async function survives({ route, pick, value, drop, raw }: Made): Promise<void> {
  const members = Object.keys(route.input.shape);
  const name = members[pick % Math.max(1, members.length)];
  const input = { ...inputs.get(route) };
  if (name !== undefined && drop) delete input[name];
  else if (name !== undefined) input[name] = value;
  const answer = await ask(requestFor(route, input, { authorization, ...(raw !== null && route.method !== "GET" && { body: raw }) }));
  const text = await answer.text();
  if (answer.status >= 500) throw new Error(`${route.id} ${JSON.stringify({ name, value, drop, raw })}: ${text} ${String(logged.at(-1))}`);
  if (answer.status >= 400) expect(answer.headers.get("content-type")).toBe("application/problem+json");
}

describe(`ID-11 (seed ${seed})`, () => {
  test(`${runs} requests made from the schemas: no 5xx`, async () => {
    const request = fc.record({
      route: fc.constantFrom(...routes),
      pick: fc.nat(),
      value: odd,
      drop: fc.boolean(),
      raw: fc.option(fc.string({ maxLength: 40 }), { freq: 20 }),
    });
    const requests = fc.sample(request, { numRuns: runs, seed });
    for (let at = 0; at < requests.length; at += 8) await Promise.all(requests.slice(at, at + 8).map(survives));
  }, 60_000);

  test("a member that a schema does not name is refused, wherever it stands", async () => {
    for (const route of routes) {
      const input = inputs.get(route) ?? {};
      for (const name of new Set(fc.sample(surplus, { numRuns: 12, seed }))) {
        const more = Object.defineProperty({ ...input }, name, { value: "x", enumerable: true });
        const answer = await ask(requestFor(route, more, { authorization }));
        expect([route.id, name, answer.status === 422 || answer.status === 400]).toEqual([route.id, name, true]);
      }
    }
  });
});

describe("the body", () => {
  const publish = () => routes.find(({ id }) => id === "lintPolicy") as Route;
  const send = async (body: string | undefined, headers: Record<string, string> = {}) =>
    (await ask(requestFor(publish(), {}, { authorization, body, headers: { "content-type": "application/json", ...headers } }))).status;
  const good = () => JSON.stringify(inputs.get(publish()));

  test("is one JSON object of a bounded size, said to be JSON, and says each thing once", async () => {
    expect(await send(good())).toBe(200);
    expect(await send(good(), { "content-type": "application/json; charset=utf-8" })).toBe(200);
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/json-seq", "application/json; charset=utf-16", ""])
      expect([type, await send(good(), { "content-type": type })]).toEqual([type, 415]);
    expect(await send(good(), { "content-encoding": "gzip" })).toBe(415);
    for (const body of [
      "",
      "[]",
      "null",
      "1",
      "{",
      `${good()} x`,
      good().replace("{", '{"serverSlug":"other",'),
      `{"a":${"[".repeat(100)}${"]".repeat(100)}}`,
    ])
      expect([body.slice(0, 20), await send(body)]).toEqual([body.slice(0, 20), 400]);
    expect(await send(JSON.stringify({ document: "x".repeat(1024 * 1024) }))).toBe(413);
  });

  test("a query is refused where a body is expected, a body where a query is, and a value given twice", async () => {
    const get = async (path: string, method = "GET", body?: string) =>
      (
        await ask(
          new Request(`https://d.example.com/api/v1${path}`, {
            method,
            body,
            headers: { authorization, ...(body && { "content-length": "2" }) },
          }),
        )
      ).status;
    expect(await get("/decisions?limit=5&calls=true")).toBe(200);
    expect(await get("/decisions?limit=5&limit=6")).toBe(400);
    expect(await get("/decisions?limit=5.5")).toBe(422);
    expect(await get("/decisions?limit=1e2")).toBe(422);
    expect(await get("/decisions?calls=1")).toBe(422);
    expect(await get("/servers?surplus")).toBe(422);
    expect(await get(`/servers/${String(inputs.get(routes.find(({ id }) => id === "deleteServer") as Route)?.slug)}`, "DELETE", "{}")).toBe(
      400,
    );
    expect(await get("/policies/lint?serverSlug=a", "POST", "{}")).toBe(400);
    expect(paramsOf({ path: "/a/{b}/{c}" })).toEqual(["b", "c"]);
  });
});
