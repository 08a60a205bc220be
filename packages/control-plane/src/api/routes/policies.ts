import { z } from "zod";
import { CreatePolicyInput, createPolicy } from "../../policy/create.ts";
import { DeletePolicyInput, deletePolicy } from "../../policy/delete.ts";
import { DiscardPolicyDraftInput, discardPolicyDraft } from "../../policy/discard-draft.ts";
import { GetPolicyInput, getPolicy } from "../../policy/get.ts";
import { LintPolicyInput, lintPolicy } from "../../policy/lint.ts";
import { ListPoliciesInput, listPolicies } from "../../policy/list.ts";
import { ListPolicyVersionsInput, listPolicyVersions } from "../../policy/list-versions.ts";
import { PublishPolicyInput, publishPolicy } from "../../policy/publish.ts";
import { RollBackPolicyInput, rollBackPolicy } from "../../policy/roll-back.ts";
import { SavePolicyDraftInput, savePolicyDraft } from "../../policy/save-draft.ts";
import { listOf, pageOf, type Route, route, Time, tagged } from "../route.ts";

export const PolicySummary = z.object({
  id: z.uuid(),
  name: z.string(),
  serverSlug: z.string(),
  serverName: z.string(),
  liveVersion: z.int().nullable(),
  hasDraft: z.boolean(),
  observingSince: Time.nullable(),
  updatedAt: Time,
  grantCount: z.int(),
});

export const Policy = z.object({
  id: z.uuid(),
  name: z.string(),
  server: z.object({ slug: z.string(), name: z.string() }),
  liveVersion: z.int().nullable(),
  document: z.string().nullable().describe("The live version's text; null before the first publish."),
  draft: z.string().nullable(),
  draftRevision: z.int().describe("Also the ETag: it moves with each save and publish."),
  updatedAt: Time,
  observingDays: z.int(),
});

export const PolicyVersion = z.object({
  version: z.int(),
  document: z.string(),
  publishedBy: z.string().nullable(),
  publishedAt: Time,
  note: z.string().nullable(),
});

export const Finding = z.object({
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  pointer: z.string().describe("JSON pointer into the policy."),
  message: z.string(),
  fix: z
    .array(z.looseObject({ op: z.string(), path: z.string() }))
    .optional()
    .describe("A JSON patch (RFC 6902) that mends it."),
});

const Published = z.object({ version: z.int(), warnings: z.array(Finding) });
const concurrency =
  "Give the revision that you read, as `draftRevision` or as `If-Match`: when somebody else was faster, nothing is changed.";

export const policyRoutes: readonly Route[] = tagged("Policies", [
  route("GET /policies", "listPolicies", "policies:read", {
    summary: "List the policies, by server and name.",
    input: ListPoliciesInput,
    output: listOf(PolicySummary),
    verb: async (ctx, input) => ({ items: await listPolicies(ctx, input) }),
  }),
  route("POST /policies", "createPolicy", "policies:write", {
    summary: "Create a policy for a server.",
    details: "`document` is the text of its first draft. It decides nothing until it is published.",
    input: CreatePolicyInput,
    output: z.object({ id: z.uuid() }),
    status: 201,
    verb: createPolicy,
  }),
  route("POST /policies/lint", "lintPolicy", "policies:read", {
    summary: "Say what publishing this text would say.",
    details: "Judged by the server's tools as they are now. Nothing is stored.",
    input: LintPolicyInput,
    output: z.object({ findings: z.array(Finding) }),
    verb: async (ctx, input) => ({ findings: await lintPolicy(ctx, input) }),
  }),
  route("GET /policies/{id}", "getPolicy", "policies:read", {
    summary: "Read a policy: its live text and its draft.",
    input: GetPolicyInput,
    output: Policy,
    revision: "draftRevision",
    verb: getPolicy,
  }),
  route("DELETE /policies/{id}", "deletePolicy", "policies:write", {
    summary: "Delete a policy with its versions.",
    details: "Not while a grant uses it.",
    input: DeletePolicyInput,
    output: null,
    verb: deletePolicy,
  }),
  route("PUT /policies/{id}/draft", "savePolicyDraft", "policies:write", {
    summary: "Save the draft.",
    details: concurrency,
    input: SavePolicyDraftInput,
    output: z.object({ draftRevision: z.int() }),
    revision: "draftRevision",
    verb: savePolicyDraft,
  }),
  route("DELETE /policies/{id}/draft", "discardPolicyDraft", "policies:write", {
    summary: "Throw the draft away.",
    input: DiscardPolicyDraftInput,
    output: null,
    verb: discardPolicyDraft,
  }),
  route("POST /policies/{id}/publish", "publishPolicy", "policies:publish", {
    summary: "Publish the draft, or the text given, as the next version.",
    details: `Gateways decide by it within a second. Errors of lint and failing tests of the policy block it. ${concurrency}`,
    input: PublishPolicyInput,
    output: Published,
    revision: "draftRevision",
    verb: publishPolicy,
  }),
  route("GET /policies/{id}/versions", "listPolicyVersions", "policies:read", {
    summary: "List the published versions, newest first.",
    input: ListPolicyVersionsInput.omit({ before: true }).extend({ cursor: ListPolicyVersionsInput.shape.before }),
    output: pageOf(PolicyVersion),
    verb: async (ctx, { cursor, limit = 50, id }) => {
      const items = await listPolicyVersions(ctx, { id, limit, before: cursor });
      return { items, next: items.length === limit ? String(items.at(-1)?.version) : null };
    },
  }),
  route("POST /policies/{id}/roll-back", "rollBackPolicy", "policies:publish", {
    summary: "Publish an earlier version again, as the next one.",
    input: RollBackPolicyInput,
    output: Published,
    revision: "draftRevision",
    verb: rollBackPolicy,
  }),
]);
