import { z } from "zod";
import { GetApprovalInput, getApproval } from "../../approval/get.ts";
import { ListApprovalsInput, listApprovals } from "../../approval/list.ts";
import { pageOf, type Route, route, Time, tagged } from "../route.ts";

const State = z.enum(["pending", "approved", "used", "lapsed", "refused", "expired", "withdrawn", "edited", "void"]);

export const Approval = z.object({
  id: z.uuid(),
  at: Time,
  expiresAt: Time.describe("Who has not decided by then has not approved."),
  state: State.describe("`lapsed`: approved and not used in time. `void`: what it was asked for has changed."),
  grantId: z.uuid(),
  grantLabel: z.string(),
  ownerId: z.uuid().nullable(),
  ownerName: z.string().nullable(),
  clientName: z.string().nullable().describe("What the client calls itself: unverified."),
  serverSlug: z.string(),
  serverName: z.string().nullable(),
  upstreamOrigin: z.string().nullable(),
  method: z.string(),
  tool: z.string().nullable(),
  category: z.string(),
  risk: z.string(),
  policyId: z.uuid().nullable(),
  policyName: z.string().nullable(),
  policyVersion: z.int().nullable(),
  rule: z.string().describe("JSON pointer into the policy version that asks."),
  message: z.string(),
  approvers: z.array(z.string()).describe("Roles that may decide."),
  minApprovals: z.int(),
  approvals: z.int().describe("Those that count now."),
  approvedAt: Time.nullable(),
  usableUntil: Time.nullable().describe("An approved call runs before this, or not at all."),
  uses: z.int(),
  usesAllowed: z.int(),
  callDigest: z.string().describe("SHA-256, hexadecimal, of the exact call."),
  editedFrom: z.uuid().nullable().describe("The call whose arguments a person has changed."),
  editedByName: z.string().nullable(),
});

const Detail = Approval.extend({
  call: z.object({
    isKept: z.boolean().describe("false: the words of the call were deleted some time after it was over, and the texts are empty."),
    digestMatches: z.boolean().describe("false: what is stored is not what was asked for, and the texts are empty."),
    callDigest: z.string().describe("SHA-256, hexadecimal, of the exact call."),
    toolDigest: z.string().nullable(),
    params: z.string().describe("JSON text in canonical form, as the gateway would send it."),
    arguments: z.string().nullable(),
    meta: z.string().nullable(),
    unknownFields: z.array(z.string()).describe("JSON pointers into the arguments: members that the tool's schema does not know."),
    toolDescription: z
      .string()
      .nullable()
      .describe("What the tool's definition says of it, the first 1,000 characters: the server's words."),
    definitionIsCurrent: z.boolean().nullable(),
  }),
  votes: z.array(
    z.object({
      userName: z.string(),
      role: z.string(),
      vote: z.enum(["approve", "refuse"]),
      at: Time,
      note: z.string().nullable(),
      uses: z.int(),
      usesUntil: Time.nullable(),
      isVoid: z.boolean().describe("Its giver has left, or lost the role: it does not count."),
    }),
  ),
  runs: z.array(z.object({ n: z.int(), attemptId: z.uuid(), at: Time, outcome: z.string().nullable() })),
  end: z
    .object({ kind: z.string(), at: Time, reason: z.string(), byName: z.string().nullable(), successor: z.uuid().nullable() })
    .nullable(),
  policyIsCurrent: z
    .boolean()
    .nullable()
    .describe(
      "false: another version, or another policy, is live than the one that asked; the call is checked against that one before it runs.",
    ),
  similar: z.object({
    approved: z.int(),
    refused: z.int(),
    expired: z.int(),
    last: z.array(z.object({ id: z.uuid(), at: Time, state: State })),
  }),
});

export const approvalRoutes: readonly Route[] = tagged("Approvals", [
  route("GET /approvals", "listApprovals", "approvals:read", {
    summary: "List held calls: those that wait, or those that are decided, newest first.",
    details: "Machines never vote: calls are approved and refused in the dashboard, by people who have signed in.",
    input: ListApprovalsInput,
    output: pageOf(Approval),
    verb: async (ctx, input) => {
      const { approvals: items, next } = await listApprovals(ctx, input);
      return { items, next };
    },
  }),
  route("GET /approvals/{id}", "getApproval", "approvals:read", {
    summary: "Read a held call: the exact call, the votes and what became of it.",
    input: GetApprovalInput,
    output: Detail,
    verb: getApproval,
  }),
]);
