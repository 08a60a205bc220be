import { randomBytes, randomUUID } from "node:crypto";
import { canonicalize, canonicalizeMeta, scan } from "@portcullis/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { admissionTimes as times } from "../testing/env.ts";
import { type Admitting, admitting, newSeed, type Place, randomOf } from "./testing/admitting.ts";
import { type Asked, approved, asking, askingRequest, counted, newPerson, stateOf, usual, vote } from "./testing/asking.ts";

const read = (text: string) => {
  const scanned = scan(Buffer.from(text));
  if (!scanned.ok || scanned.root.kind !== "object") throw new Error(`not read: ${text}`);
  return scanned.root;
};
const form = (args: string) => canonicalize(read(`{"arguments":${args},"name":"write"}`));
const metaForm = (meta: string) => canonicalizeMeta(read(meta));

const args = '{"host":"web-1","n":1.0,"deep":{"list":[1,{"x":10}],"on":true,"gone":null},"text":"caf\\u00e9"}';
const meta = '{"com.example/account":"7","n":[1,2]}';
const base: Partial<Asked> = { params: form(args), meta: metaForm(meta) };

type Mutant = Partial<Asked> & { at?: Partial<Place> };
/** Each differs from the approved call in one place. */
const mutations: ((random: (max: number) => number) => Mutant)[] = [
  (random) => ({ params: form(args.replace("1.0", ["1", "1.00", "10e-1", "1E0", "1.0e0", "2.0", "-1.0", '"1.0"'][random(8)]!)) }),
  (random) => ({ params: form(args.replace("10}", ["10.0}", "1e1}", "11}", "null}", "[10]}", '10,"y":1}'][random(6)]!)) }),
  (random) => ({
    params: form(args.replace("web-1", ["web-2", "web-1 ", "WEB-1", "web\u20111", "", `web-${random(1e6) + 2}`][random(6)]!)),
  }),
  (random) => ({ params: form(args.replace("true", ["false", "null", "1", '"true"'][random(4)]!)) }),
  (random) => ({ params: form(args.replace("caf\\u00e9", ["cafe", "cafe\\u0301", "caf\\u00e9\\u200b"][random(3)]!)) }),
  (random) => ({ params: form(`{"k${random(1e6)}":0,${args.slice(1)}`) }),
  () => ({ params: form(args.replace(',"gone":null', "")) }),
  () => ({ params: form(args.replace("[1,", "[")) }),
  () => ({ params: form(args.replace('{"list"', '{"deeper":{"list"').replace(',"text"', '},"text"')) }),
  (random) => ({ params: canonicalize(read(`{"arguments":${args},"name":"write","more":${random(1e6)}}`)) }),
  (random) => ({ meta: metaForm(meta.replace('"7"', ["7", '"8"', "null", `"7${random(1e6)}"`][random(4)]!)) }),
  (random) => ({ meta: metaForm(meta.replace("[1,2]", ["[1.0,2]", "[1]", "[2,1]", `[1,2,${random(1e6)}]`][random(4)]!)) }),
  (random) => ({ meta: random(2) === 0 ? undefined : metaForm('{"com.example/account":"7"}') }),
  (random) => ({ tool: ["writ", "write ", "Write", `write${random(1e6)}`][random(4)]! }),
  () => ({ method: "prompts/get" }),
];

/** How many of the mutants of approved calls were let through. `as`: how digests are made of a call. */
async function executed(at: Admitting, runs: number, as = (given: Partial<Asked>): Partial<Asked> => given): Promise<number> {
  const random = randomOf(newSeed());
  const places: { place: Place; revision: bigint }[] = [];
  for (let n = 0; n < 4; n++) {
    const place = await at.newPlace();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await approved(at, place, as(base), { uses: 1_000, until });
    places.push({ place, revision: await at.revision(place.organizationId) });
  }
  let [left, admitted] = [runs, 0];
  const lane = async (own: (typeof places)[number]) => {
    while (left-- > 0) {
      const mutant = mutations[random(mutations.length)]!(random);
      const verdict = await at.store.admit(askingRequest(own.place, own.revision, as({ ...base, ...mutant })));
      if (verdict.verdict === "admitted") admitted++;
      else expect(["held", "denied"]).toContain(verdict.verdict);
    }
  };
  await Promise.all(places.flatMap((own) => Array.from({ length: 100 }, () => lane(own))));
  for (const { place } of places) {
    const run = await at.store.admit(await asking(at, place, as(base)));
    expect(run).toMatchObject({ verdict: "admitted" });
    expect(await counted(at, place)).toMatchObject({ requests: expect.toSatisfy((n: number) => n <= 21) });
  }
  return admitted;
}

let at: Admitting;
beforeAll(async () => {
  at = await admitting();
});
afterAll(() => at?.close());

test("AP-1: of ten thousand calls that differ in one field from an approved one, none is let through", async () => {
  expect(await executed(at, 10_000 * times)).toBe(0);
}, 600_000);

test.each<[string, (given: Partial<Asked>) => Partial<Asked>]>([
  ["without _meta", (given) => ({ ...given, meta: undefined })],
  ["without the numbers' text", ({ params, ...given }) => ({ ...given, params: JSON.stringify(JSON.parse(params!)) })],
])("planted PB-36: digests %s let others through", async (_, as) => {
  expect(await executed(at, 400, as)).toBeGreaterThan(0);
});

test("AP-1: the approval of one grant, server or organization is none at another", async () => {
  const place = await at.newPlace();
  const { id } = await approved(at, place);
  const otherServer = { ...place, serverId: randomUUID() };
  await at.of(
    place.organizationId,
    `INSERT INTO portcullis.server (organization_id, id, slug, name, url, era, protocol_version, discovered_at)
     VALUES ($1, $2, 'other', 'Other', 'http://127.0.0.1:1/mcp', 'legacy', '2025-06-18', now())`,
    [place.organizationId, otherServer.serverId],
  );
  await at.sql("INSERT INTO portcullis.grant_server (organization_id, grant_id, server_id) VALUES ($1, $2, $3)", [
    ...[place.organizationId, place.grantId, otherServer.serverId],
  ]);
  const callDigest = (await asking(at, place)).attempt.callDigest;
  for (const elsewhere of [await at.newGrant(place), otherServer, await at.newPlace()])
    for (const attempt of [{}, { callDigest }]) {
      const verdict = await at.store.admit(await asking(at, elsewhere, { attempt }));
      expect(["held", "denied"]).toContain(verdict.verdict);
      if (elsewhere.organizationId === place.organizationId) continue;
      const told = await at.store.admit(await asking(at, elsewhere, { attempt, approval: { reference: id } }));
      expect(told).toMatchObject({ verdict: "denied", state: "reference" });
    }
  expect(await counted(at, place)).toMatchObject({ uses: 0, allowed: 0 });
});

type Change = { name: string; says: string; given?: Partial<Asked>; change?: (place: Place, by: string) => Promise<unknown> };
const policy = "another version of the policy is live";
const person = "who approved it may not decide about it any more";
const terms = "the policy asks for another approval";
const changes: Change[] = [
  { name: "the policy's version", says: policy, given: { policyVersion: 4 } },
  { name: "the policy", says: policy, given: { policyId: randomUUID() } },
  { name: "the tool's definition", says: "the definition of the tool has changed", given: { definition: "d1".repeat(32) } },
  { name: "the server's address", says: "the server is at another address", given: { origin: "http://127.0.0.1:2" } },
  { name: "the grant's owner", says: "the grant has another owner", given: { attempt: { ownerId: randomUUID() } } },
  { name: "how many have to approve", says: terms, given: { approval: { minApprovals: 2 } } },
  { name: "who has to approve", says: terms, given: { approval: { approvers: ["owner"] } } },
  { name: "the rule", says: terms, given: { approval: { rule: "/tools/*/action" } } },
  { name: "the call's digest", says: "it is not the same call", given: { attempt: { callDigest: randomBytes(32) } } },
  {
    name: "the approver's role",
    says: person,
    change: ({ organizationId }, by) =>
      at.of(organizationId, "UPDATE portcullis.membership SET role = 'viewer' WHERE organization_id = $1 AND user_id = $2", [
        ...[organizationId, by],
      ]),
  },
  {
    name: "the approver's membership",
    says: person,
    change: ({ organizationId }, by) =>
      at.of(organizationId, "DELETE FROM portcullis.membership WHERE organization_id = $1 AND user_id = $2", [organizationId, by]),
  },
  {
    name: "policy, definition and approver",
    says: `${policy}; the definition of the tool has changed; ${person}`,
    given: { policyVersion: 4, definition: "d1".repeat(32) },
    change: ({ organizationId }, by) =>
      at.of(organizationId, "DELETE FROM portcullis.membership WHERE organization_id = $1 AND user_id = $2", [organizationId, by]),
  },
];

describe("AP-5: what has changed after the vote", () => {
  test.each(changes)("$name: refused with its reason, and asked anew", async ({ says, given, change }) => {
    const place = await at.newPlace();
    const { id, by } = await approved(at, place);
    await change?.(place, by);
    expect(await at.store.admit(await asking(at, place, given))).toEqual({
      ...{ verdict: "denied", reason: "approval_invalid", approvalId: id },
      message: `The approval of this call no longer holds: ${says}. Nothing was sent; call again to ask for another one.`,
    });
    expect(await stateOf(at, place, id)).toBe("void");
    expect(await at.store.admit(await asking(at, place))).toMatchObject({ verdict: "held" });
    expect(await counted(at, place)).toEqual({ requests: 2, uses: 0, allowed: 0 });
  });

  test("a live policy that denies the call wins over its approval", async () => {
    const place = await at.newPlace();
    const { id } = await approved(at, place);
    const denied = await asking(at, place, { attempt: { effect: "deny", reason: "default_deny" } });
    expect(await at.store.admit(denied)).toEqual({ verdict: "recorded" });
    expect(await stateOf(at, place, id)).toBe("approved");
  });

  test("what was asked and not decided is asked as it is now", async () => {
    const place = await at.newPlace();
    const first = await at.store.admit(await asking(at, place));
    const given = { policyVersion: 4, approval: { reference: (first as { approvalId: string }).approvalId } };
    const next = await asking(at, place, given);
    expect(await at.store.admit(next)).toMatchObject({ verdict: "held", approvalId: next.approval!.id });
    expect(await stateOf(at, place, (first as { approvalId: string }).approvalId)).toBe("void");
    await vote(at, place, next.approval!.id, await newPerson(at, place));
    expect(await at.store.admit(await asking(at, place, { ...usual, policyVersion: 4 }))).toMatchObject({ verdict: "admitted" });
  });
});

test("planted PB-38: the live policy is not looked at", async () => {
  const planted = await admitting();
  try {
    await planted.plant(
      "approval_found",
      "WHEN (c.policy_id, c.policy_version) IS DISTINCT FROM",
      "WHEN false AND (c.policy_id, c.policy_version) IS DISTINCT FROM",
    );
    const place = await planted.newPlace();
    await approved(planted, place);
    expect(await planted.store.admit(await asking(planted, place, { policyVersion: 4 }))).toMatchObject({ verdict: "admitted" });
  } finally {
    await planted.close();
  }
});
