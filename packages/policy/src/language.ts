// As a namespace, so that a bundle for the browser leaves out what is not used.
import * as z from "zod";
import { Condition } from "./conditions/language.ts";
import { nameLengthMax } from "./work.ts";

/**
 * The policy document, version "1": one type from the builder to the engine. Shape and sizes are decided here; what needs
 * more than one field (selectors, counters, paths) is checked by `document/`.
 */

export const entriesMax = 2_000;
export const rulesMax = 50;
export const conditionsMax = 20;
export const nestingMax = 5;
export const documentBytesMax = 256 * 1024;

export const categories = ["read", "write", "execute", "destructive", "financial", "unclassified"] as const;
export type Category = (typeof categories)[number];

const Sentence = z.string().min(1).max(1_000);
const Effect = z.enum(["deny", "allow"]);
const Selector = z.string().min(1).max(nameLengthMax);

export const Rule = z.strictObject({
  conditions: z.array(Condition).max(conditionsMax),
  on_deny: Sentence.optional(),
  name: z.string().max(200).optional(),
});
export type Rule = z.infer<typeof Rule>;

export const calendarWindows = ["second", "minute", "hour", "day", "week", "month"] as const;
export const scopes = ["grant", "server", "organization"] as const;
export type Scope = (typeof scopes)[number];

const secondsMax = 366 * 24 * 3_600;

export const Limit = z.strictObject({
  counter: z.string().min(1).max(200),
  window: z.union([z.enum(calendarWindows), z.int().min(1).max(secondsMax)]),
  max: z.number().min(0).max(Number.MAX_SAFE_INTEGER),
  scope: z.enum(scopes).optional(),
  amount: z.string().optional(),
  increment_from: z.string().optional(),
  rolling: z.boolean().optional(),
  timezone: z.string().optional(),
  on_deny: Sentence.optional(),
});
export type Limit = z.infer<typeof Limit>;

const RateLimit = z.strictObject({ max: z.int().min(0).max(1_000), window: z.int().min(1).max(secondsMax) });

export const approverRoles = ["owner", "admin", "approver"] as const;
export type ApproverRole = (typeof approverRoles)[number];
const Duration = z.string().regex(/^(?:0|[1-9][0-9]{0,5})[smh]$/, "a duration is a whole number and s, m or h, such as 15m");

const approvalFields = {
  approvers: z.array(z.enum(approverRoles)).min(1).max(approverRoles.length).optional(),
  min_approvals: z.int().min(1).max(20).optional(),
  expires_after: Duration.optional(),
  wait: Duration.optional(),
  message: Sentence.optional(),
};
const Approval = z.strictObject(approvalFields);
export type Approval = z.infer<typeof Approval>;
const EntryApproval = z.strictObject({ ...approvalFields, when: z.array(Condition).min(1).max(conditionsMax).optional() });

const Rules = z.array(Rule).max(rulesMax);
const Limits = z.array(Limit).max(rulesMax);

export const ToolEntry = z.strictObject({
  action: z.enum(["allow", "deny", "require_approval"]).optional(),
  reason: Sentence.optional(),
  require: Rules.optional(),
  deny_if: Rules.optional(),
  limits: Limits.optional(),
  approval: EntryApproval.optional(),
  validate_arguments: z.boolean().optional(),
  rate_limit: RateLimit.optional(),
});
export type ToolEntry = z.infer<typeof ToolEntry>;

const AllTools = z.strictObject({
  require: Rules.optional(),
  deny_if: Rules.optional(),
  limits: Limits.optional(),
  rate_limit: RateLimit.optional(),
});

const Globs = z.array(z.string().min(1)).max(entriesMax);
const Listed = z.strictObject({ default: Effect.optional(), allow: Globs.optional(), deny: Globs.optional() });
export type Listed = z.infer<typeof Listed>;

/** What a server may ask of a client. */
export const serverRequestKinds = ["elicitation", "sampling", "roots"] as const;
export type ServerRequestKind = (typeof serverRequestKinds)[number];

export const Policy = z.strictObject({
  version: z.literal("1"),
  default: Effect,
  mode: z.enum(["enforce", "observe"]).optional(),
  list: z.enum(["all", "callable"]).optional(),
  hide: z.array(Selector).max(entriesMax).optional(),
  validate_arguments: z.boolean().optional(),
  all_tools: AllTools.optional(),
  tools: z
    .record(Selector, ToolEntry)
    .refine((tools) => Object.keys(tools).length <= entriesMax, {
      error: `a document has at most ${entriesMax} tool entries`,
      params: { code: "too_large" },
    })
    .meta({ maxProperties: entriesMax })
    .optional(),
  resources: Listed.optional(),
  prompts: Listed.optional(),
  server_requests: z
    .array(z.enum(["elicitation", "sampling", "roots"]))
    .max(3)
    .optional(),
  approval: Approval.optional(),
});
export type Policy = z.infer<typeof Policy>;
