import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Gateway } from "./gateway.ts";
import { type ApprovalFixture, approvalFixture, urlCall } from "./testing/approvals.ts";
import { environmentFor, post } from "./testing/harness.ts";
import { plantedGateway } from "./testing/planted.ts";
import { cases, patienceMs, seed } from "./testing/seeded.ts";
import { answerAll } from "./testing/upstream.ts";

/** AP-9, IS-8: the gateway's own `requestState`. */
let f: ApprovalFixture;
beforeAll(async () => {
  f = await approvalFixture({ environment: { LIMIT_CONNECTIONS_PER_SOURCE: "500" } });
});
beforeEach(() => {
  f.upstream.received.length = 0;
  f.upstream.script = answerAll;
});
afterAll(() => f?.close());

const key = "io.portcullis/approval";
type Place = { gateway?: { url: string }; server?: string; token?: string; tool?: string };
async function send(given: object, more: object, { gateway = f.gateway, server, token = f.grant.token, tool = "write" }: Place = {}) {
  const { body, headers } = urlCall(tool, given, more);
  return (await post({ gateway, token, ...(server && { server }) }, body, headers)).text();
}
async function asked(given: object, place: Place = {}): Promise<{ state: string; id: string }> {
  const answer = JSON.parse(await send(given, {}, place));
  return { state: answer.result.requestState, id: answer.result._meta["io.portcullis/decision"].approval_id };
}
const retry = (state: unknown, given: object, place: Place = {}) =>
  send(given, { requestState: state, inputResponses: { [key]: { action: "accept" } } }, place);
const refused = '{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Invalid or expired requestState"}}';
const uses = async () =>
  (await f.seed.sql("SELECT 1 FROM portcullis.approval_use WHERE organization_id = $1", [f.seed.organizationId])).length;

test(
  "bit flips, truncations, respellings: none is taken, one answer to all",
  async () => {
    const given = { a: 1 };
    const { state, id } = await asked(given);
    await f.approvers.vote(id, "approve", { uses: 1_000 });
    const bytes = Buffer.from(state.slice("pca1.".length), "base64url");
    const spoiled = fc.oneof(
      fc.nat(bytes.length * 8 - 1).map((bit) => {
        const copy = Buffer.from(bytes);
        copy[bit >> 3]! ^= 1 << (bit & 7);
        return `pca1.${copy.toString("base64url")}`;
      }),
      fc.nat(state.length - 6).map((length) => state.slice(0, 5 + length)),
      fc.nat(bytes.length - 1).map((from) => `pca1.${bytes.subarray(from + 1).toString("base64url")}`),
      fc.constantFrom(
        `${state}=`,
        `${state} `,
        ` ${state}`,
        state.toUpperCase(),
        state.replace("pca1.", "pcr1."),
        state.replace("pca1.", ""),
      ),
      fc.uint8Array({ minLength: 28, maxLength: 400 }).map((random) => `pca1.${Buffer.from(random).toString("base64url")}`),
    );
    const before = { requests: (await f.approvers.requests()).length, uses: await uses() };
    await fc.assert(
      fc.asyncProperty(fc.array(spoiled, { minLength: 50, maxLength: 50 }), async (states) => {
        const answers = await Promise.all(states.filter((one) => one !== state).map((one) => retry(one, given)));
        expect(new Set(answers)).toEqual(new Set([refused]));
      }),
      { seed: seed("AP-9"), numRuns: Math.ceil(cases(2_500) / 50), endOnFailure: true },
    );
    expect(f.upstream.received).toEqual([]);
    expect({ requests: (await f.approvers.requests()).length, uses: await uses() }).toEqual(before);
    // What was spoiled would have opened.
    expect(await retry(state, given)).toContain('"done"');
  },
  patienceMs,
);

test("IS-8: another grant, server, method, call; expired; used; of no string: the same answer, and the call does not run", async () => {
  const given = { b: 1 };
  const { state, id } = await asked(given);
  await f.approvers.vote(id);
  const neighbour = await f.seed.grant([{ server: f.server, policy: f.policy }]);
  const elsewhere = await f.seed.server({ slug: "other", url: f.upstream.url, era: "dual", tools: ["write", "hold"] });
  const both = await f.seed.grant([{ server: f.server, policy: f.policy }, { server: elsewhere }]);
  const own = await asked(given, { token: both.token });
  expect(await retry(state, given, { token: neighbour.token })).toBe(refused);
  expect(await retry(own.state, given, { token: both.token, server: "other" })).toBe(refused);
  for (const other of [{ b: 2 }, {}, { b: 1, c: null }, { b: "1" }]) expect(await retry(state, other)).toBe(refused);
  expect(await retry(state, given, { tool: "read" })).toBe(refused);
  for (const none of [null, 1, true, {}, [state]]) expect(await retry(none, given)).toBe(refused);
  expect(f.upstream.received).toEqual([]);
  expect(await retry(state, given)).toContain('"done"');
  const before = (await f.approvers.requests()).length;
  for (let n = 0; n < 3; n++) expect(await retry(state, given)).toBe(refused);
  expect(f.upstream.calls()).toHaveLength(1);
  expect(await f.approvers.requests()).toHaveLength(before);
});

test("of an approval that ran out, was withdrawn, or was never made", async () => {
  const expired = await asked({ c: 1 });
  await f.approvers.vote(expired.id);
  await f.seed.clock(new Date(Date.now() + 6 * 60_000).toISOString());
  try {
    expect(await retry(expired.state, { c: 1 })).toBe(refused);
  } finally {
    await f.seed.clock(null);
  }
  const withdrawn = await asked({ c: 2 });
  await f.seed.sql("INSERT INTO portcullis.approval_end (organization_id, request_id, kind) VALUES ($1, $2, 'withdrawn')", [
    f.seed.organizationId,
    withdrawn.id,
  ]);
  expect(await retry(withdrawn.state, { c: 2 })).toBe(refused);
  expect(f.upstream.received).toEqual([]);
});

test("a key ring that the gateway does not have; one that it still has is read", async () => {
  const older = await asked({ d: 1 });
  const ring = `${f.database.rootKey},v2:${randomBytes(32).toString("base64")}`;
  const rotated = await f.another({ PORTCULLIS_ROOT_KEY: ring });
  const younger = await asked({ d: 2 }, { gateway: rotated });
  await f.approvers.vote(older.id);
  await f.approvers.vote(younger.id);
  expect(await retry(younger.state, { d: 2 })).toBe(refused);
  expect(await retry(older.state, { d: 1 }, { gateway: rotated })).toContain('"done"');
  expect(await retry(younger.state, { d: 2 }, { gateway: rotated })).toContain('"done"');
});

const planted = [
  {
    name: "PB-46 (AP-9): a state that is bound to nothing",
    file: "apps/gateway/src/message/approval-state.ts",
    from: '  return ["approval-state/1", grant.organizationId, grant.id, route.serverId, method, askedDigest(params)].join("/");',
    to: '  return ["approval-state/1", grant.organizationId && grant.id && route.serverId && method && askedDigest(params) ? "" : ""].join("/");',
  },
];
test.each(planted)("$name is caught", async (bug) => {
  const gateway: Gateway = await plantedGateway(bug, environmentFor(f.database));
  try {
    const given = { e: 1 };
    const neighbour = await f.seed.grant([{ server: f.server, policy: f.policy }]);
    const { state } = await asked(given, { gateway });
    expect(await retry(state, given, { token: neighbour.token })).toBe(refused);
    expect(await retry(state, given, { gateway, token: neighbour.token })).toBe(refused);
  } finally {
    await gateway.close();
  }
});
