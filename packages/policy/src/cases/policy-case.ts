import * as z from "zod";
import { defaultMessages, type ReasonCode } from "../decision.ts";
import type { JsonNode } from "../json/node.ts";
import { plainValue } from "../json/node.ts";
import { parseJson } from "../json/parse.ts";
import type { Facts, PolicyRequest } from "../request.ts";
import type { SettleState } from "../settle.ts";

/**
 * A case that a policy is tested with (policy-language.md section 7). The policy and the tools are those it is judged by, so a saved case
 * brings neither. What `expect` leaves out is not compared; an unknown name in it would be a test that never fails.
 */
export type PolicyCase = { name: string; request: PolicyRequest; state: SettleState; expect: Expectation };
export type Expectation = z.infer<typeof Expectation>;

const reasons = Object.keys(defaultMessages) as [ReasonCode, ...ReasonCode[]];
const someOf = (...names: string[]) => z.strictObject(Object.fromEntries(names.map((name) => [name, z.unknown().optional()])));

const Expectation = z.strictObject({
  effect: z.enum(["allow", "deny"], 'The expected effect is "allow" or "deny".'),
  reason: z.enum(reasons, "The expected reason is not one of the language.").optional(),
  rule: z.string("A rule is a JSON pointer into the policy.").optional(),
  message: z.string().optional(),
  hidden: z.boolean().optional(),
  visible: z.boolean('"visible" is true or false.').optional(),
  reservations: z.array(someOf("counter", "scope", "window", "rolling", "timezone", "max", "amount", "unit", "rule", "message")).optional(),
  approval: someOf("approvers", "minApprovals", "expiresAfterSeconds", "waitSeconds", "rule", "message", "allowedBy").optional(),
  observed: someOf("effect", "reason", "rule", "message").optional(),
});

const Used = z
  .union([z.number(), z.string()])
  .refine((used) => /^\d{1,20}(\.\d{1,6})?$/.test(String(used)), "What is used up is a number, not negative, with at most 6 decimals.");
const CaseFacts = z.strictObject({
  grant: z.strictObject({ label: z.string(), tags: z.array(z.string()) }).optional(),
  client: z.strictObject({ name: z.string().optional(), version: z.string().optional() }).optional(),
  time: z.iso.datetime({ offset: true, error: 'A time is written as "2026-03-01T09:30:00Z".' }).optional(),
  used: z.record(z.string(), Used).optional(),
  approved: z.boolean('"approved" is true or false.').optional(),
});

const Written = z.strictObject({
  name: z.string('A case has a "name".').min(1, "A name is not empty.").max(200, "A name has at most 200 characters."),
  call: z.unknown().optional(),
  callText: z.string("The callText is the call as a string.").optional(),
  facts: CaseFacts.optional(),
  expect: Expectation,
});

/** Reads a case from its text. The call is taken as it is spelled, numbers above all. Never throws: a problem is one sentence. */
export function readPolicyCase(text: string): { ok: true; case: PolicyCase } | { ok: false; problem: string } {
  const { node, problems } = parseJson(text);
  const broken = problems[0];
  if (node === undefined || broken) return { ok: false, problem: broken?.message ?? "This is not JSON." };
  const written = Written.safeParse(plainValue(node));
  if (!written.success) {
    const [issue] = written.error.issues;
    return {
      ok: false,
      problem: `${issue?.message ?? "This is not a case."}${issue && issue.path.length > 0 ? ` (${issue.path.join(".")})` : ""}`,
    };
  }
  const { name, callText, facts = {}, expect } = written.data;
  const member = node.kind === "object" ? node.members.get("call") : undefined;
  if ((member === undefined) === (callText === undefined)) return { ok: false, problem: 'A case has a "call" or a "callText".' };
  const request = callOf(member ?? parseJson(callText ?? "").node, factsOf(facts));
  if (request === undefined) return { ok: false, problem: "A call names a tool with its arguments, a prompt, or a resource." };
  return { ok: true, case: { name, request, state: { used: facts.used ?? {}, approved: facts.approved }, expect } };
}

const factsOf = ({ grant, client, time }: z.infer<typeof CaseFacts>): Facts => ({
  ...(grant && { grant }),
  ...(client && { client }),
  ...(time !== undefined && { now: Date.parse(time) }),
});

const callOf = (node: JsonNode | undefined, facts: Facts): PolicyRequest | undefined => {
  if (node?.kind !== "object") return undefined;
  const text = (name: string) => {
    const member = node.members.get(name);
    return member?.kind === "string" ? member.value : undefined;
  };
  const [tool, prompt, resource] = [text("tool"), text("prompt"), text("resource")];
  const given = node.members.get("arguments");
  const args = given === undefined ? {} : { arguments: given };
  const count = node.members.size - (given === undefined ? 0 : 1);
  if (count !== 1) return undefined;
  if (tool !== undefined) return { kind: "tool", name: tool, ...args, facts };
  if (prompt !== undefined) return { kind: "prompt", name: prompt, ...args, facts };
  return resource === undefined || given !== undefined ? undefined : { kind: "resource", uri: resource, facts };
};
