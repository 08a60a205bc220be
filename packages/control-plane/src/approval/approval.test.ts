import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import * as verbs from "../index.ts";
import { type Held, holdCall, newHolding, runOnApproval } from "../testing/held-call.ts";
import { newMember, newOrganization, testInstallation } from "../testing/installation.ts";
import { testUpstream } from "../testing/upstream.ts";
import { acceptAllTools, unique, type World } from "../testing/world.ts";

let world: World;
let owner: Context;
let admin: Context;
let viewer: Context;
let holding: Held;
const schema = { type: "object", properties: { host: { type: "string" }, n: { type: "number", maximum: 10 } }, required: ["host"] };

beforeAll(async () => {
  world = { here: await testInstallation(), upstream: await testUpstream(["alpha", "beta"]) };
  world.upstream.tools = [{ name: "alpha", inputSchema: schema }, { name: "beta" }];
  owner = await newOrganization(world.here.cp);
  admin = await newMember(owner, "admin");
  viewer = await newMember(owner, "viewer");
  holding = await newHolding(owner, world);
});
afterAll(async () => {
  await world?.upstream.close();
  await world?.here.close();
});

const hold = (given: Parameters<typeof holdCall>[3] = {}) => holdCall(owner, world.here, holding, given);

describe("the page", () => {
  test("shows the exact call: numbers as they were written, members in canonical order, fields that the schema does not know", async () => {
    const { id, callDigest } = await hold({ arguments: '{ "n": 1.50, "host": "web\\u200b-1", "sudo": true }' });
    const shown = await verbs.getApproval(viewer, { id });
    expect(shown).toMatchObject({
      state: "pending",
      grantLabel: holding.grantLabel,
      ownerName: "Olga",
      serverName: "A server",
      risk: "medium",
    });
    expect(shown.call).toEqual({
      isKept: true,
      digestMatches: true,
      callDigest,
      toolDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      params: '{"arguments":{"host":"web\u200b-1","n":1.50,"sudo":true},"name":"alpha"}',
      arguments: '{"host":"web\u200b-1","n":1.50,"sudo":true}',
      meta: null,
      unknownFields: ["/sudo"],
      toolDescription: null,
      definitionIsCurrent: true,
    });
    expect(shown.mayVote).toMatchObject({ approve: false, refuse: false, edit: false, reason: expect.stringContaining("viewer") });
    expect((await verbs.getApproval(owner, { id })).mayVote.reason).toMatch(/your own grant/);
    expect((await verbs.getApproval(admin, { id })).mayVote).toEqual({
      approve: true,
      refuse: true,
      edit: true,
      reason: "",
      caution: "",
      needsFreshLogin: false,
    });
  });

  test("says before an approval that a grant is nobody's, or that its owner has left", async () => {
    const nobodys = await hold({ ownerId: null });
    const gone = await newMember(owner, "admin");
    const left = await hold({ ownerId: gone.caller.userId });
    const cautionOf = async ({ id }: { id: string }, ctx = admin) => (await verbs.getApproval(ctx, { id })).mayVote.caution;
    expect(await cautionOf(left)).toBe("");
    await world.here.rows("DELETE FROM membership WHERE user_id = $1", [gone.caller.userId]);
    for (const one of [nobodys, left]) {
      expect(await cautionOf(one)).toMatch(/^Nobody in the organization owns this grant/);
      expect(await cautionOf(one, viewer)).toBe("");
    }
    expect((await verbs.voteApproval(admin, { ...nobodys, vote: "approve" })).state).toBe("approved");
  });

  test("a call whose digest is another's has no buttons and cannot be decided", async () => {
    const [one, other] = [await hold({ arguments: '{"host":"a"}' }), await hold({ arguments: '{"host":"b"}' })];
    await world.here.rows(
      "UPDATE approval_request SET call_digest = (SELECT call_digest FROM approval_request WHERE id = $2) WHERE id = $1",
      [one.id, other.id],
    );
    const { call, mayVote } = await verbs.getApproval(admin, { id: one.id });
    expect(call).toMatchObject({ digestMatches: false, params: "", arguments: null });
    expect(mayVote).toMatchObject({ approve: false, refuse: false, edit: false });
    const vote = { ...other, id: one.id, vote: "approve" as const };
    await expect(verbs.voteApproval(admin, vote)).rejects.toMatchObject({ code: "conflict" });
    await world.here.rows(
      "UPDATE approval_request SET sealed_call = (SELECT sealed_call FROM approval_request WHERE id = $2) WHERE id = $1",
      [one.id, other.id],
    );
    expect((await verbs.getApproval(admin, { id: one.id })).call.digestMatches).toBe(false);
  });

  test("shows what the definition that the call was held with says of its tool, and nothing of another one", async () => {
    const { id } = await hold({});
    const define = (definition: string) =>
      world.here.rows("UPDATE tool SET definition = $1 WHERE name = 'alpha' RETURNING digest", [definition]);
    const [before] = await world.here.rows<{ definition: string }>("SELECT definition FROM tool WHERE name = 'alpha' LIMIT 1");
    const says = `Stops a host. ${"x".repeat(2_000)}`;
    await define(JSON.stringify({ ...JSON.parse(before!.definition), description: says }));
    expect((await verbs.getApproval(viewer, { id })).call.toolDescription).toBe(says.slice(0, 1_000));
    await world.here.rows("UPDATE approval_request SET tool_digest = 'other' WHERE id = $1", [id]);
    expect((await verbs.getApproval(viewer, { id })).call.toolDescription).toBeNull();
    await define(before!.definition);
  });

  test("a call whose words are no longer kept says so, and keeps its digest and what was decided", async () => {
    const { id, callDigest } = await hold({ arguments: '{"host":"forgotten"}' });
    await verbs.voteApproval(admin, { id, callDigest, vote: "refuse" });
    await world.here.rows("UPDATE approval_request SET sealed_call = NULL WHERE id = $1", [id]);
    const { call, mayVote, votes } = await verbs.getApproval(admin, { id });
    expect(call).toMatchObject({ isKept: false, callDigest, params: "", arguments: null });
    expect([mayVote.reason, votes[0]?.vote]).toEqual([expect.not.stringContaining("stored"), "refuse"]);
  });

  test("says who voted what, what ran, and what became of similar calls", async () => {
    const mine = await newHolding(owner, world);
    const place = { ...mine };
    const calls = await Promise.all(["a", "b", "c"].map((host) => holdCall(owner, world.here, place, { arguments: `{"host":"${host}"}` })));
    const [first, second, third] = calls as [Call, Call, Call];
    await verbs.voteApproval(admin, { ...first, vote: "approve", note: "fine" });
    await runOnApproval(owner, world.here, first.id);
    await verbs.voteApproval(admin, { ...second, vote: "refuse" });
    const { votes, runs, state } = await verbs.getApproval(viewer, { id: first.id });
    expect(state).toBe("used");
    expect(votes).toMatchObject([{ userName: "The admin", role: "admin", vote: "approve", note: "fine", isVoid: false }]);
    expect(runs).toMatchObject([{ n: 1, outcome: null }]);
    const { similar } = await verbs.getApproval(viewer, { id: third.id });
    expect(similar).toMatchObject({ approved: 1, refused: 1, expired: 0 });
    expect(similar.last.map(({ state: was }) => was).toSorted((one, other) => (one < other ? -1 : 1))).toEqual(["refused", "used"]);
  });

  test("of what a person says is critical now, a stale login has to confirm", async () => {
    const { id } = await hold({ category: "destructive" });
    const stale = { ...admin, caller: { ...admin.caller, signedInAt: new Date(admin.clock().getTime() - 400_000) } };
    expect((await verbs.getApproval(stale, { id })).mayVote).toMatchObject({ approve: true, needsFreshLogin: true });
    expect((await verbs.getApproval(admin, { id })).mayVote).toMatchObject({ approve: true, needsFreshLogin: false });
  });
});

describe("the inbox", () => {
  test("mine come first, in pages; the badge counts them", async () => {
    const inbox = await newOrganization(world.here.cp, "Inbox");
    const approver = await newMember(inbox, "approver");
    const place = await newHolding(inbox, world);
    const ids: string[] = [];
    const waiting = [
      ["approver", "5 minutes"],
      ["owner", "5 minutes"],
      ["approver", "15 minutes"],
      ["owner", "4 minutes"],
      ["approver", "4 minutes"],
    ] as const;
    for (const [role, expiresIn] of waiting)
      ids.push((await holdCall(inbox, world.here, place, { approvers: [role], expiresIn, ownerId: null })).id);
    // What ends first comes first, of mine and of the others' alike.
    const expected = [ids[4], ids[0], ids[2], ids[3], ids[1]];
    expect(await verbs.countApprovals(approver)).toEqual({ pending: 5, mine: 3 });
    const seen: string[] = [];
    for (let cursor: string | undefined; seen.length < 5; ) {
      const page = await verbs.listApprovals(approver, { limit: 2, cursor });
      seen.push(...page.approvals.map(({ id }) => id));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(seen).toEqual(expected);
    const { call } = await verbs.getApproval(approver, { id: ids[4] as string });
    await verbs.voteApproval(approver, { id: ids[4] as string, vote: "refuse", callDigest: call.callDigest });
    expect(await verbs.countApprovals(approver)).toEqual({ pending: 4, mine: 2 });
    const decided = await verbs.listApprovals(approver, { state: "decided" });
    expect(decided.approvals.map(({ id, state }) => [id, state])).toEqual([[ids[4], "refused"]]);
    expect((await verbs.listApprovals(approver, { grantId: randomUUID() })).approvals).toEqual([]);
    expect((await verbs.listApprovals(approver, { tool: "alpha", serverSlug: place.serverSlug })).approvals).toHaveLength(4);
    for (const cursor of ["x", `m${ids[0]}`, "o12.x", `m-1.${ids[0]}`])
      await expect(verbs.listApprovals(approver, { cursor })).rejects.toMatchObject({ code: "invalid" });
    expect(JSON.stringify(await verbs.listApprovals(approver))).not.toContain("web-1");
  });
});

type Call = { id: string; callDigest: string };

test("says that another version of the policy is live, or another policy, while it can still run", async () => {
  const mine = await newHolding(owner, world);
  const first = await holdCall(owner, world.here, mine);
  const read = async () => (await verbs.getApproval(admin, { id: first.id })).policyIsCurrent;
  expect(await read()).toBe(true);
  const { draftRevision } = await verbs.getPolicy(owner, { id: mine.policyId });
  const asks = JSON.stringify({ version: "1", default: "deny", tools: { "*": { action: "require_approval" } } });
  await verbs.savePolicyDraft(owner, { id: mine.policyId, document: asks, draftRevision });
  expect(await read()).toBe(true);
  await verbs.publishPolicy(owner, { id: mine.policyId, document: JSON.stringify({ version: "1", default: "deny" }) });
  expect(await read()).toBe(false);
  await verbs.voteApproval(admin, { ...first, vote: "approve" });
  expect(await read()).toBe(false);
  await verbs.voteApproval(admin, { ...first, vote: "refuse" });
  expect(await read()).toBe(null);
});

describe("other arguments", () => {
  test("end the call and make another with its own digest, which nobody has approved", async () => {
    const first = await hold();
    const { id } = await verbs.editApproval(admin, { ...first, arguments: '{"n": 2.0, "host": "web-2"}', note: "not on web-1" });
    const before = await verbs.getApproval(admin, { id: first.id });
    expect(before).toMatchObject({ state: "edited", end: { kind: "edited", successor: id, byName: "The admin", reason: "not on web-1" } });
    expect(before.mayVote).toMatchObject({ approve: false, refuse: false, edit: false });
    const after = await verbs.getApproval(admin, { id });
    expect(after).toMatchObject({
      state: "pending",
      approvals: 0,
      editedFrom: first.id,
      editedByName: "The admin",
      ownerId: owner.caller.userId,
    });
    expect(after.call).toMatchObject({ digestMatches: true, arguments: '{"host":"web-2","n":2.0}', definitionIsCurrent: true });
    expect(after.call.callDigest).not.toBe(first.callDigest);
    expect(after).toMatchObject({ policyVersion: 1, rule: "/tools/*/action", minApprovals: 1 });
    await expect(verbs.voteApproval(admin, { ...first, vote: "approve" })).rejects.toMatchObject({ code: "conflict" });
    // Who wrote them is told so, and the others and the log are.
    expect(after.mayVote.caution).toMatch(/^You wrote these arguments yourself, and nobody else is asked/);
    const other = await newMember(owner, "approver");
    expect((await verbs.getApproval(other, { id })).mayVote).toMatchObject({ approve: true, caution: "" });
    const approved = await verbs.voteApproval(admin, { id, vote: "approve", callDigest: after.call.callDigest });
    expect(approved).toMatchObject({ state: "approved", votes: [{ wroteArguments: true }] });
    const logged = "SELECT after ->> 'wroteArguments' AS wrote FROM audit_event WHERE target_id = $1 AND action = 'approval.approve'";
    expect(await world.here.rows(logged, [id])).toEqual([{ wrote: "true" }]);
    await expect(verbs.editApproval(admin, { id, callDigest: after.call.callDigest, arguments: '{"host":"x"}' })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test.each([
    ["no JSON", "{"],
    ["no object", "[1]"],
    ["a member twice", '{"host":"a","host":"b"}'],
    ["what the schema does not take", '{"host":"a","n":11}'],
    ["something missing", '{"n":1}'],
    ["the same again", '{ "host": "web-1" }'],
  ])("that are %s are refused and change nothing", async (_, text) => {
    const first = await hold();
    await expect(verbs.editApproval(admin, { ...first, arguments: text })).rejects.toMatchObject({
      code: "invalid",
      issues: [{ pointer: "/arguments" }],
    });
    expect((await verbs.getApproval(admin, { id: first.id })).state).toBe("pending");
  });

  test("the first one that does not fit is named", async () => {
    const first = await hold();
    const edit = (text: string) => verbs.editApproval(admin, { ...first, arguments: text });
    await expect(edit('{"host":"a","n":11}')).rejects.toMatchObject({ message: expect.stringContaining("“n” does not satisfy") });
    await expect(edit('{"n":1}')).rejects.toMatchObject({ message: expect.stringContaining("“host” is missing") });
  });

  test.each([0, 1.5, 1_001, Number.NaN])("%s is no number of runs", async (uses) => {
    const usesUntil = new Date(Date.now() + 60_000);
    await expect(verbs.voteApproval(admin, { ...(await hold()), vote: "approve", uses, usesUntil })).rejects.toMatchObject({
      issues: [{ pointer: "/uses", message: "Enter a whole number from 1 to 1000." }],
    });
  });

  test("a call that the live policy denies, or asks nobody about, is not made by editing", async () => {
    const mine = await newHolding(owner, world);
    const first = await holdCall(owner, world.here, mine);
    const conditional = (rest: object) => JSON.stringify({ version: "1", default: "deny", tools: { alpha: rest } });
    const publish = (document: string) => verbs.publishPolicy(owner, { id: mine.policyId, document });
    await publish(conditional({ action: "require_approval", deny_if: [{ conditions: [{ path: "args.host", op: "eq", value: "db-1" }] }] }));
    const edit = (text: string) => verbs.editApproval(admin, { ...first, arguments: text });
    await expect(edit('{"host":"db-1"}')).rejects.toMatchObject({ code: "invalid", message: expect.stringContaining("policy refuses") });
    await publish(conditional({ approval: { when: [{ path: "args.host", op: "eq", value: "web-1" }] } }));
    await expect(edit('{"host":"web-2"}')).rejects.toMatchObject({ code: "invalid", message: expect.stringContaining("asks nobody") });
    await publish(conditional({ action: "require_approval", approval: { min_approvals: 1, approvers: ["admin"] } }));
    const { id } = await edit('{"host":"web-2"}');
    expect(await verbs.getApproval(admin, { id })).toMatchObject({ approvers: ["admin"], policyVersion: 4, rule: "/tools/alpha/action" });
  });

  test.each<[string, (place: Held) => Promise<unknown>]>([
    ["the grant's time is over", ({ grantId }) => world.here.rows("UPDATE access_grant SET expires_at = now() WHERE id = $1", [grantId])],
    ["the grant is revoked", ({ grantId }) => verbs.revokeGrant(owner, { id: grantId })],
    ["the server is switched off", ({ serverSlug: slug }) => verbs.setServerEnabled(owner, { slug, enabled: false })],
  ])("a call that nobody can make any more is not changed into another: %s", async (_, end) => {
    const mine = await newHolding(owner, world);
    const first = await holdCall(owner, world.here, mine);
    await end(mine);
    await expect(verbs.editApproval(admin, { ...first, arguments: '{"host":"web-2"}' })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Refuse it."),
    });
    expect((await verbs.getApproval(admin, { id: first.id })).state).toBe("pending");
  });

  test("who may not decide may not change either", async () => {
    const first = await hold();
    for (const ctx of [owner, viewer])
      await expect(verbs.editApproval(ctx, { ...first, arguments: '{"host":"x"}' })).rejects.toMatchObject({ code: "forbidden" });
    const key = {
      ...admin,
      caller: { ...admin.caller, apiKey: { id: randomUUID(), name: "robot", scopes: verbs.scopes }, signedInAt: "machine" as const },
    };
    await expect(verbs.editApproval(key, { ...first, arguments: '{"host":"x"}' })).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("approvals that nobody could give", () => {
  const asking = JSON.stringify({ version: "1", default: "deny", tools: { alpha: { action: "require_approval" } } });

  test("single person: published while no grant has it, said when it is attached, refused from then on, and fine once somebody is invited", async () => {
    const alone = await newOrganization(world.here.cp, "Alone");
    const slug = unique("alone");
    await verbs.registerServer(alone, { name: "Server", slug, url: world.upstream.url });
    await acceptAllTools(alone, slug);
    const { id } = await verbs.createPolicy(alone, { serverSlug: slug, name: "asks", document: asking });
    const { warnings } = await verbs.publishPolicy(alone, { id });
    expect(warnings.map(({ code }) => code)).toContain("few_approvers");
    const access = [{ serverSlug: slug, policyId: id }];
    const { grant, warnings: said } = await verbs.issueGrant(alone, { label: "agent", access });
    expect(said).toEqual([
      expect.stringMatching(
        /^Policy "asks": .*beside the owner of "agent" nobody else could\. Invite somebody as owner, admin or approver/,
      ),
    ]);
    expect((await verbs.setGrantAccess(alone, { id: grant.id, access })).warnings).toHaveLength(1);
    await expect(verbs.publishPolicy(alone, { id, document: asking })).rejects.toMatchObject({
      code: "invalid",
      issues: [{ pointer: "/tools/alpha", message: expect.stringContaining("Invite somebody") }],
    });
    await newMember(alone, "approver");
    expect((await verbs.publishPolicy(alone, { id, document: asking })).version).toBe(2);
    expect((await verbs.setGrantAccess(alone, { id: grant.id, access })).warnings).toEqual([]);
    const two = JSON.stringify({ ...JSON.parse(asking), approval: { min_approvals: 2 } });
    await expect(verbs.publishPolicy(alone, { id, document: two })).rejects.toMatchObject({ code: "invalid" });
    const codes = async () => (await verbs.publishPolicy(alone, { id, document: asking })).warnings.map(({ code }) => code);
    expect(await codes()).not.toContain("unowned_grant");
    await world.here.rows("UPDATE access_grant SET owner_id = NULL WHERE id = $1", [grant.id]);
    expect(await codes()).toContain("unowned_grant");
    await verbs.revokeGrant(alone, { id: grant.id });
    expect((await verbs.publishPolicy(alone, { id, document: two })).version).toBe(5);
  });
});

describe("suggestions", () => {
  test("ten approvals and no refusal; the change lets exactly that through", async () => {
    const mine = await newHolding(owner, world);
    const approveSome = async (count: number) => {
      for (let n = 0; n < count; n++) {
        const call = await holdCall(owner, world.here, mine, { arguments: `{"host":"web-${n}"}` });
        await verbs.voteApproval(admin, { ...call, vote: "approve" });
      }
    };
    const about = async () => (await verbs.approvalSuggestions(viewer)).filter(({ grantId }) => grantId === mine.grantId);
    await approveSome(9);
    expect(await about()).toEqual([]);
    await approveSome(1);
    const [suggestion, ...others] = await about();
    expect(others).toEqual([]);
    expect(suggestion).toMatchObject({ tool: "alpha", approved: 10, message: "Approved 10 of 10 in 30 days: allow it?", policyVersion: 1 });
    expect(suggestion?.patch).toEqual([
      { op: "remove", path: "/tools/*/action" },
      {
        op: "add",
        path: "/tools/*/approval",
        value: {
          when: [
            {
              any: [
                { path: "tool.name", op: "neq", value: "alpha" },
                { path: "grant.label", op: "neq", value: mine.grantLabel },
              ],
            },
          ],
        },
      },
    ]);
    const refused = await holdCall(owner, world.here, mine, { arguments: '{"host":"db-1"}' });
    await verbs.voteApproval(admin, { ...refused, vote: "refuse" });
    expect(await about()).toEqual([]);
  });
});
