export { approversInWords } from "./approval.ts";
export { type CaseDifference, judgeCase } from "./cases/judge-case.ts";
export { type Expectation, type PolicyCase, readPolicyCase } from "./cases/policy-case.ts";
export { type CompiledPolicy, compile } from "./compile.ts";
export {
  type ApprovalObligation,
  type Decision,
  defaultMessages,
  engineError,
  type LimitWindow,
  noPolicy,
  type Observed,
  type ReasonCode,
  type Reservation,
} from "./decision.ts";
export { diff, type Outcome, type PolicyDiff } from "./diff.ts";
export { allowsServerRequest, evaluate, isHidden, visible } from "./evaluate.ts";
export { explain } from "./explain.ts";
export { type Finding, type JsonPatchOperation, PolicyError } from "./finding.ts";
export { type JsonNode, nodeOf } from "./json/node.ts";
export { policyJsonSchema } from "./json-schema.ts";
export { type Category, categories, Policy, type ServerRequestKind, type ToolEntry } from "./language.ts";
export { limitMessage } from "./limits/message.ts";
export { documentLimits } from "./limits/plan.ts";
export type { People } from "./lint/context.ts";
export { type LintFacts, lint } from "./lint/lint.ts";
export { unknownFields } from "./lint/unknown-fields.ts";
export { type ParsedPolicy, parsePolicy } from "./parse-policy.ts";
export { printPolicy } from "./print-policy.ts";
export type { Facts, PolicyRequest, ToolCall } from "./request.ts";
export { readSchema } from "./schema/validator.ts";
export { readSelector, selects } from "./selectors.ts";
export { type SettleState, settle } from "./settle.ts";
export type { ToolFacts } from "./tool-plan.ts";
