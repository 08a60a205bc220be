import { z } from "zod";
import { GetGrantInput, getGrant } from "../../grant/get.ts";
import { IssueGrantInput, issueGrant } from "../../grant/issue.ts";
import { listGrants } from "../../grant/list.ts";
import { RevokeGrantInput, revokeGrant } from "../../grant/revoke.ts";
import { RotateGrantInput, rotateGrant } from "../../grant/rotate.ts";
import { SetGrantAccessInput, setGrantAccess } from "../../grant/set-access.ts";
import { UpdateGrantInput, updateGrant } from "../../grant/update.ts";
import { listOf, Nothing, type Route, route, Time, tagged } from "../route.ts";

export const Grant = z.object({
  id: z.uuid(),
  label: z.string(),
  tags: z.array(z.string()),
  createdAt: Time,
  expiresAt: Time.nullable(),
  revokedAt: Time.nullable(),
  lastUsedAt: Time.nullable(),
  tokenPrefix: z.string().nullable(),
  endingTokens: z.array(z.object({ prefix: z.string(), expiresAt: Time })),
  ownerName: z.string().nullable(),
  access: z.array(
    z.object({
      serverSlug: z.string(),
      serverName: z.string(),
      policyId: z.uuid().nullable().describe("null: no policy, every call is denied."),
      policyName: z.string().nullable(),
      shadowPolicyId: z.uuid().nullable(),
      shadowPolicyName: z.string().nullable(),
      gatewayUrl: z.string(),
    }),
  ),
});

const Warnings = z
  .array(z.string())
  .describe("What its policies ask for and nobody could give: approvals that only the grant's owner could.");
const Token = z.string().describe("Shown this once: only a hash is kept.");

export const grantRoutes: readonly Route[] = tagged("Grants", [
  route("GET /grants", "listGrants", "grants:read", {
    summary: "List the grants, newest first, revoked ones among them.",
    input: Nothing,
    output: listOf(Grant),
    verb: async (ctx) => ({ items: await listGrants(ctx) }),
  }),
  route("POST /grants", "issueGrant", "grants:write", {
    summary: "Create a grant.",
    details:
      "`token` is in this answer and nowhere else. A label can be used once, so that a repeated request makes no second grant: it answers 409.",
    input: IssueGrantInput,
    output: z.object({ grant: Grant, token: Token, warnings: Warnings }),
    status: 201,
    verb: issueGrant,
  }),
  route("GET /grants/{id}", "getGrant", "grants:read", { summary: "Read a grant.", input: GetGrantInput, output: Grant, verb: getGrant }),
  route("PUT /grants/{id}", "updateGrant", "grants:write", {
    summary: "Change a grant's label, tags and end.",
    input: UpdateGrantInput,
    output: Grant,
    verb: updateGrant,
  }),
  route("PUT /grants/{id}/access", "setGrantAccess", "grants:write", {
    summary: "Replace the servers that a grant reaches, and their policies.",
    details: "A shadow policy that is left out stays as it is.",
    input: SetGrantAccessInput,
    output: Grant.extend({ warnings: Warnings }),
    verb: setGrantAccess,
  }),
  route("POST /grants/{id}/rotate", "rotateGrant", "grants:write", {
    summary: "Give a grant a new token.",
    details: "Its limits go on counting. The old token ends at once, or after `overlapSeconds`.",
    input: RotateGrantInput,
    output: z.object({ token: Token }),
    verb: rotateGrant,
  }),
  route("POST /grants/{id}/revoke", "revokeGrant", "grants:write", {
    summary: "End a grant for good.",
    details: "Its tokens stop working within a second.",
    input: RevokeGrantInput,
    output: null,
    verb: revokeGrant,
  }),
]);
