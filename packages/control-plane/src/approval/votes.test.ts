import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scopes } from "../api-key/scopes.ts";
import type { Context } from "../caller.ts";
import type { Role } from "../capabilities.ts";
import type { ControlPlaneError } from "../errors.ts";
import type * as FrontDoor from "../index.ts";
import type { ControlPlane } from "../open.ts";
import { setToolCategory } from "../server/set-tool-category.ts";
import { type Held, type HeldCall, holdCall, newHolding, runOnApproval, withdrawApproval } from "../testing/held-call.ts";
import { newMember, newOrganization, testInstallation } from "../testing/installation.ts";
import { plantedEntry } from "../testing/record.ts";
import { testUpstream } from "../testing/upstream.ts";
import type { World } from "../testing/world.ts";
import { getApproval } from "./get.ts";
import { voteApproval } from "./vote.ts";

/**
 * AP-4. A step is somebody and what they do, with the code that refuses it in brackets; no bracket: it is done. The grant is `self`'s. People with `new-` are
 * of this case alone. What the request has come to, and of how many approvals, stands last.
 */
type Case = [name: string, held: Partial<HeldCall>, steps: string, comesTo: string];
const two = { minApprovals: 2 };
const three = { minApprovals: 3 };
const critical = { category: "destructive" };

const cases: Case[] = [
  // Who may.
  ["an approver approves", {}, "approver approves", "approved 1"],
  ["an admin approves", {}, "admin approves", "approved 1"],
  ["another owner approves", {}, "owner approves", "approved 1"],
  ["an approver refuses", {}, "approver refuses", "refused 0"],
  ["the owner of the grant does not approve", {}, "self approves (forbidden)", "pending 0"],
  ["the owner of the grant does not refuse either", {}, "self refuses (forbidden)", "pending 0"],
  ["not even where the policy asks owners alone", { approvers: ["owner"] }, "self approves (forbidden)", "pending 0"],
  ["nor as the second of two", two, "approver approves, self approves (forbidden)", "pending 1"],
  ["of a grant that is nobody's the issuer may", { ownerId: null }, "self approves", "approved 1"],
  ["a policy manager does not", {}, "manager approves (forbidden)", "pending 0"],
  ["a viewer does not", {}, "viewer approves (forbidden)", "pending 0"],
  ["a viewer does not refuse", {}, "viewer refuses (forbidden)", "pending 0"],
  ["a role that the policy does not name does not", { approvers: ["owner"] }, "admin approves (forbidden)", "pending 0"],
  ["nor does it refuse", { approvers: ["admin"] }, "approver refuses (forbidden)", "pending 0"],
  ["an owner where approvers alone are asked", { approvers: ["approver"] }, "owner approves (forbidden)", "pending 0"],
  ["another organization finds nothing", {}, "foreigner approves (not_found)", "pending 0"],
  ["nor to refuse", {}, "foreigner refuses (not_found)", "pending 0"],
  ["an API key with every scope does not approve", {}, "admin approves-by-key (forbidden)", "pending 0"],
  ["an API key with every scope does not refuse", {}, "owner refuses-by-key (forbidden)", "pending 0"],
  ["a command of the host does not", {}, "admin approves-by-command (forbidden)", "pending 0"],
  ["who is not a member any more does not", {}, "new-admin leaves, new-admin approves (not_found)", "pending 0"],
  ["who lost the role since signing in does not", {}, "new-approver becomes-viewer, new-approver approves (forbidden)", "pending 0"],
  [
    "who was given the role since does not need another session's word",
    {},
    "new-approver becomes-admin, new-approver approves",
    "approved 1",
  ],
  [
    "a policy that no role can satisfy has no votes",
    { approvers: [] },
    "owner approves (forbidden), admin refuses (forbidden)",
    "pending 0",
  ],
  // How many.
  ["one of two is not enough", two, "approver approves", "pending 1"],
  ["two people are two", two, "approver approves, admin approves", "approved 2"],
  ["one person twice is one", two, "approver approves, approver approves (conflict)", "pending 1"],
  ["two of three are not enough", three, "approver approves, admin approves", "pending 2"],
  ["three of three", three, "approver approves, admin approves, owner approves", "approved 3"],
  ["once it is approved no more approvals are taken", {}, "approver approves, admin approves (conflict)", "approved 1"],
  ["more are asked for than there are", { minApprovals: 5 }, "owner approves, admin approves, approver approves", "pending 3"],
  ["two votes at once are one each", two, "admin approves + approver approves", "approved 2"],
  ["one person's two votes at once are one", two, "approver approves + approver approves (conflict)", "pending 1"],
  // Refusals.
  ["one refusal ends it", three, "approver approves, admin approves, owner refuses", "refused 2"],
  ["after a refusal nobody approves", {}, "approver refuses, admin approves (conflict)", "refused 0"],
  ["after a refusal nobody refuses again", {}, "approver refuses, admin refuses (conflict)", "refused 0"],
  ["nor does the one who refused", {}, "approver refuses, approver approves (conflict)", "refused 0"],
  ["who approved may refuse before the others came", two, "approver approves, approver refuses", "refused 1"],
  ["who approved may refuse before it ran", {}, "approver approves, approver refuses", "refused 1"],
  ["others may refuse what is approved and has not run", {}, "approver approves, admin refuses", "refused 1"],
  ["a refusal outlives its giver's role", {}, "new-approver refuses, new-approver becomes-viewer, admin approves (conflict)", "refused 0"],
  ["a refusal outlives its giver", {}, "new-approver refuses, new-approver leaves, admin approves (conflict)", "refused 0"],
  // Roles lost after the vote.
  ["the vote of who lost the role does not count", two, "new-approver approves, admin approves, new-approver becomes-viewer", "pending 1"],
  ["nor that of who has left", two, "new-admin approves, approver approves, new-admin leaves", "pending 1"],
  ["nor that of a deleted user", {}, "new-approver approves, new-approver is-deleted", "pending 0"],
  ["another may then take the place", {}, "new-approver approves, new-approver leaves, admin approves", "approved 1"],
  ["a role that the policy names too keeps the vote", {}, "new-approver approves, new-approver becomes-admin", "approved 1"],
  ["a role that it does not name takes it", { approvers: ["approver"] }, "new-approver approves, new-approver becomes-admin", "pending 0"],
  [
    "the role given back gives the vote back",
    {},
    "new-approver approves, new-approver becomes-viewer, new-approver becomes-approver",
    "approved 1",
  ],
  // Over.
  ["after its time nobody approves", { expiresIn: "-1 second" }, "approver approves (conflict)", "expired 0"],
  ["after its time nobody refuses", { expiresIn: "-1 second" }, "approver refuses (conflict)", "expired 0"],
  ["after five minutes it is over though approved", {}, "approver approves, time passes, admin refuses (conflict)", "lapsed 1"],
  ["what has run is not refused", {}, "approver approves, gateway runs, admin refuses (conflict)", "used 1"],
  ["what was taken back is not approved", {}, "client withdraws, approver approves (conflict)", "withdrawn 0"],
  // Fresh logins.
  ["a stale login does not approve what is critical", critical, "admin approves-stale (fresh_login)", "pending 0"],
  ["nor refuse it", critical, "admin refuses-stale (fresh_login)", "pending 0"],
  ["a fresh one does", critical, "admin approves", "approved 1"],
  ["a stale login is enough for the rest", {}, "admin approves-stale", "approved 1"],
  ["what people call financial by now is critical", { tool: "gamma" }, "admin approves-stale (fresh_login), admin approves", "approved 1"],
  // What is said.
  ["another call than the one that was shown", {}, "admin approves-another (conflict)", "pending 0"],
  ["so often until then", {}, "admin approves-thrice", "approved 1 of 3"],
  ["of two people's numbers the smaller counts", two, "admin approves-thrice, approver approves", "approved 2 of 1"],
  ["not for more than a day", {}, "admin approves-for-days (invalid)", "pending 0"],
  ["not until yesterday", {}, "admin approves-for-nothing (invalid)", "pending 0"],
  ["not often without an end", {}, "admin approves-forever (invalid)", "pending 0"],
];

let world: World;
let self: Context;
let foreigner: Context;
let holding: Held;
const cast = new Map<string, Context>();
const roleOf: Record<string, Role> = { owner: "owner", admin: "admin", approver: "approver", manager: "policy_manager", viewer: "viewer" };

beforeAll(async () => {
  world = { here: await testInstallation(), upstream: await testUpstream() };
  self = await newOrganization(world.here.cp);
  foreigner = await newOrganization(world.here.cp, "Globex");
  for (const [who, role] of Object.entries(roleOf)) cast.set(who, await newMember(self, role));
  cast.set("self", self);
  cast.set("foreigner", foreigner);
  holding = await newHolding(self, world);
  const category = { category: "financial", reason: "It pays." } as const;
  await setToolCategory(self, { slug: holding.serverSlug, tool: "gamma", ...category });
});
afterAll(async () => {
  await world?.upstream.close();
  await world?.here.close();
});

/** The verbs, and the control plane that they stand on. */
type Verbs = Pick<typeof FrontDoor, "voteApproval" | "getApproval"> & { cp?: ControlPlane };

/** Plays a case. @returns what every step was answered, and what the request has come to */
async function play(verbs: Verbs, [, given, steps]: Case): Promise<{ said: string; comesTo: string }> {
  const { here } = world;
  const call = await holdCall(self, here, holding, given);
  const mine = new Map<string, Context>();
  const person = async (who: string): Promise<Context> => {
    const known = mine.get(who) ?? cast.get(who);
    const found = known ?? (await newMember(self, roleOf[who.replace("new-", "")] as Role));
    mine.set(who, found);
    return found;
  };
  const happen = async (step: string): Promise<string> => {
    const [who = "", what = ""] = step.split(" ");
    if (who === "time") await here.rows("UPDATE approval_vote SET at = at - interval '301 seconds' WHERE request_id = $1", [call.id]);
    else if (who === "gateway") await runOnApproval(self, here, call.id);
    else if (who === "client") await withdrawApproval(self, here, call.id);
    else {
      const ctx = await person(who);
      const { userId, organizationId } = ctx.caller;
      if (what.startsWith("becomes-"))
        await here.rows("UPDATE membership SET role = $3 WHERE user_id = $1 AND organization_id = $2", [
          userId,
          organizationId,
          what.slice(8),
        ]);
      else if (what === "leaves")
        await here.rows("DELETE FROM membership WHERE user_id = $1 AND organization_id = $2", [userId, organizationId]);
      else if (what === "is-deleted") await here.rows("DELETE FROM user_account WHERE id = $1", [userId]);
      else return `${who} ${what}${await answer(() => verbs.voteApproval(...ballot({ ...ctx, ...verbs.cp }, call, what)))}`;
    }
    return step;
  };
  const said: string[] = [];
  for (const step of steps.split(", ")) {
    const atOnce = step.split(" + ").map((part) => part.replace(/ \(.*/, ""));
    for (const part of atOnce) if (!/^(time|gateway|client) /.test(part)) await person(part.split(" ")[0] as string);
    // Which of two at once is refused is nobody's to say.
    said.push((await Promise.all(atOnce.map(happen))).sort((one, other) => (one < other ? -1 : 1)).join(" + "));
  }
  const { state, approvals, usesAllowed, votes } = await verbs.getApproval({ ...self, ...verbs.cp }, { id: call.id });
  const counted = votes.filter(({ vote, isVoid }) => vote === "approve" && !isVoid).length;
  const told = counted === approvals ? "" : ", and the votes say otherwise";
  return { said: said.join(", "), comesTo: `${state} ${approvals}${/thrice/.test(steps) ? ` of ${usesAllowed}` : ""}${told}` };
}

const answer = (work: () => Promise<unknown>): Promise<string> =>
  work().then(
    () => "",
    (error: ControlPlaneError) => (error.name === "ControlPlaneError" ? ` (${error.code})` : Promise.reject(error)),
  );

/** What somebody casts, and as whom. */
function ballot(ctx: Context, call: { id: string; callDigest: string }, what: string): Parameters<typeof voteApproval> {
  const [word = "", ...rest] = what.split("-");
  const how = rest.join("-");
  const vote = word === "approves" ? ("approve" as const) : ("refuse" as const);
  const ahead = (hours: number) => new Date(Date.now() + hours * 3_600_000);
  const input: Record<string, object> = {
    thrice: { uses: 3, usesUntil: ahead(1) },
    "for-days": { uses: 3, usesUntil: ahead(25) },
    "for-nothing": { uses: 3, usesUntil: ahead(-24) },
    forever: { uses: 3 },
    another: { callDigest: "0".repeat(64) },
  };
  const as: Record<string, Partial<Context["caller"]>> = {
    "by-key": { apiKey: { id: randomUUID(), name: "robot", scopes }, signedInAt: "machine" },
    "by-command": { signedInAt: "machine" },
    stale: { signedInAt: new Date(ctx.clock().getTime() - 301_000) },
  };
  return [
    { ...ctx, caller: { ...ctx.caller, ...as[how] } },
    { ...call, vote, ...input[how] },
  ];
}

describe("AP-4 votes", () => {
  test("the table has its 60 cases", () => expect(cases.length).toBeGreaterThanOrEqual(60));

  test.each(cases)("%s", async (...one) => {
    const [, , steps, comesTo] = one;
    expect(await play({ voteApproval, getApproval }, one)).toEqual({ said: steps, comesTo });
  });
});

describe("PB-37: the requester may vote", () => {
  const ownVotes = cases.filter(([, , steps]) => /^self \w+ \(forbidden\)/.test(steps));
  const bug = { file: "packages/control-plane/src/approval/may-vote.ts", from: "caller.userId === ownerId", to: "false" };

  let planted: Required<Verbs>;
  beforeAll(async () => {
    const entry = await plantedEntry<typeof FrontDoor>("packages/control-plane/src/index.ts", bug);
    const { ownerUrl: databaseUrl, rootKey } = world.here.database;
    const cp = entry.openControlPlane({ databaseUrl, rootKey, gatewayUrl: "https://g.example.com", dashboardUrl: "https://d.example.com" });
    planted = { ...entry, cp };
  });
  afterAll(() => planted?.cp.close());

  test("planted in the verb alone, the database still refuses", async () => {
    expect(ownVotes.length).toBe(3);
    for (const one of ownVotes) expect(await play(planted, one)).toEqual({ said: one[2], comesTo: one[3] });
  });

  test("planted everywhere, the table fails", async () => {
    const kept = await plantInDatabase();
    try {
      for (const one of ownVotes) expect((await play(planted, one)).said).not.toEqual(one[2]);
    } finally {
      for (const definition of kept) await world.here.rows(definition);
    }
    for (const one of ownVotes) expect(await play({ voteApproval, getApproval }, one)).toEqual({ said: one[2], comesTo: one[3] });
  });

  /** @returns what puts it right again */
  async function plantInDatabase(): Promise<string[]> {
    const rows = await world.here.rows<{ definition: string }>(
      "SELECT pg_get_functiondef(oid) AS definition FROM pg_proc WHERE proname IN ('note_vote', 'approval_standing')",
    );
    for (const { definition } of rows) {
      const planted = definition
        .replace("NEW.user_id IS NOT DISTINCT FROM owner OR ", "")
        .replace("AND v.user_id IS DISTINCT FROM (p_request).owner_id", "");
      expect(planted).not.toBe(definition);
      await world.here.rows(planted);
    }
    return rows.map(({ definition }) => definition);
  }
});
