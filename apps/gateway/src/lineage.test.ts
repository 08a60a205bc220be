import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, decisionIn, post } from "./testing/harness.ts";

let f: Fixture;
beforeAll(async () => {
  f = await fixture();
  // The middle of a month, an hour and a minute, so that no window turns.
  await f.seed.clock("2026-06-15T10:30:30Z");
});
afterAll(() => f?.close());

type Limit = { counter: string; window: string | number; max: number; scope?: string; rolling?: boolean; timezone?: string };
const base: Limit = { counter: "calls", window: "month", max: 2 };
const asking = (limit: Limit, more: object = {}) => ({ version: "1", default: "allow", tools: { read: { limits: [limit] } }, ...more });

/** A place of its own where both calls of the limit are used up. */
async function usedUp(limit: Limit = base) {
  const server = await f.seed.server({ slug: `s${++count}`, url: f.upstream.url, tools: ["read", "write"] });
  const policy = await f.seed.policy(server, asking(limit));
  const grant = await f.seed.grant([{ server, policy }]);
  const place = { server, slug: `s${count}`, policy, grant, token: grant.token };
  for (let n = 0; n < limit.max; n++) expect(await isLet(place)).toBe(true);
  expect(await isLet(place)).toBe(false);
  return place;
}
let count = 0;
type Used = Awaited<ReturnType<typeof usedUp>>;

async function isLet({ slug, token }: Pick<Used, "slug" | "token">, tool = "read"): Promise<boolean> {
  const decision = await decisionIn(await post({ gateway: f.gateway, server: slug, token }, call(tool)));
  if (decision !== undefined && decision.reason !== "limit_exceeded") throw new Error(`refused: ${decision.reason}`);
  return decision === undefined;
}
async function asks(place: Used, limit: Limit, more: object = {}) {
  await f.seed.publish(place.policy, asking(limit, more));
  return {};
}

/** What people do, and whether it may make room (security.md, section 7: keys of counters). */
const cases: { name: string; resets: boolean; limit?: Limit; does: (place: Used) => Promise<Partial<Used>>; tool?: string }[] = [
  { name: "the token is rotated", resets: false, does: async ({ grant }) => ({ token: await f.seed.token(grant.id) }) },
  {
    name: "another grant is minted, the count is the grant's",
    resets: true,
    does: async ({ server, policy }) => ({ token: (await f.seed.grant([{ server, policy }])).token }),
  },
  {
    name: "another grant is minted, the count is the server's",
    resets: false,
    limit: { ...base, scope: "server" },
    does: async ({ server, policy }) => ({ token: (await f.seed.grant([{ server, policy }])).token }),
  },
  {
    name: "another grant on another server, the count is the organization's",
    resets: false,
    limit: { ...base, scope: "organization", counter: "shared" },
    does: async () => {
      const server = await f.seed.server({ slug: `s${++count}`, url: f.upstream.url, tools: ["read"] });
      const policy = await f.seed.policy(server, asking({ ...base, scope: "organization", counter: "shared" }));
      return { slug: `s${count}`, token: (await f.seed.grant([{ server, policy }])).token };
    },
  },
  {
    name: "the server gets another name and another short name",
    resets: false,
    does: async ({ server }) => {
      const slug = `s${++count}`;
      await f.seed.sql("UPDATE portcullis.server SET name = $2, slug = $2 WHERE id = $1", [server, slug]);
      return { slug };
    },
  },
  {
    name: "the tool gets another name, by a rule that goes on to name the counter",
    resets: false,
    tool: "fetch",
    does: async (place) => {
      await f.seed.tool(place.server, "fetch", 2);
      await f.seed.publish(place.policy, { version: "1", default: "allow", tools: { fetch: { limits: [base] } } });
      return {};
    },
  },
  { name: "something else of the policy is edited", resets: false, does: (place) => asks(place, base, { hide: ["write"] }) },
  { name: "the limit is published again with a lower number", resets: false, does: (place) => asks(place, { ...base, max: 1 }) },
  {
    name: "another policy with the same counter is attached",
    resets: false,
    does: async ({ server, grant }) => {
      const policy = await f.seed.policy(server, asking(base));
      await f.seed.sql("UPDATE portcullis.grant_server SET policy_id = $2 WHERE grant_id = $1", [grant.id, policy]);
      return {};
    },
  },
  { name: "the limit gets another window", resets: true, does: (place) => asks(place, { ...base, window: "day" }) },
  { name: "the limit becomes a rolling one", resets: true, does: (place) => asks(place, { ...base, rolling: true }) },
  { name: "the limit gets another time zone", resets: true, does: (place) => asks(place, { ...base, timezone: "Europe/Rome" }) },
  { name: "the limit gets another scope", resets: true, does: (place) => asks(place, { ...base, scope: "server" }) },
  { name: "the counter gets another name", resets: true, does: (place) => asks(place, { ...base, counter: "others" }) },
];

test.each(cases)("LI-9: $name: a fresh count is $resets", async ({ does, resets, limit, tool }) => {
  const place = await usedUp(limit);
  const now = { ...place, ...(await does(place)) };
  expect(await isLet(now, tool)).toBe(resets);
});
