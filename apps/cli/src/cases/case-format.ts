import { defaultMessages, type ReasonCode } from "@portcullis/policy";
import { z } from "zod";
import { CaseFacts, factNames } from "../documents/facts.ts";
import { Tools } from "../documents/tools-document.ts";

const reasons = Object.keys(defaultMessages) as [ReasonCode, ...ReasonCode[]];

// What is left out of an expectation is not compared, so an unknown name would be a test that never fails.
const someOf = (names: readonly string[]) => z.strictObject(Object.fromEntries(names.map((name) => [name, z.unknown().optional()])));

const reservation = ["counter", "scope", "window", "rolling", "timezone", "max", "amount", "unit", "rule", "message"];
const approval = ["approvers", "minApprovals", "expiresAfterSeconds", "waitSeconds", "rule", "message", "allowedBy"];
const observed = ["effect", "reason", "rule", "message"];

const Expectation = z.strictObject(
  {
    effect: z.enum(["allow", "deny"], 'The expected effect is "allow" or "deny".'),
    reason: z.enum(reasons, `A reason is one of ${reasons.join(", ")}.`).optional(),
    rule: z.string("A rule is a JSON pointer into the policy.").optional(),
    message: z.string().optional(),
    hidden: z.boolean().optional(),
    visible: z.boolean('"visible" is true or false.').optional(),
    reservations: z.array(someOf(reservation)).optional(),
    approval: someOf(approval).optional(),
    observed: someOf(observed).optional(),
  },
  'A case says what it expects: "expect" is an object with effect, reason, rule, …',
);
export type Expectation = z.output<typeof Expectation>;

/** One golden case. `policyText` and `callText` stand where the spelling of the JSON matters. */
export const CaseFormat = z.strictObject(
  {
    name: z.string('A case has a "name".').min(1, "A name is not empty."),
    policy: z.unknown().optional(),
    policyText: z.string("The policyText is the policy as a string.").optional(),
    tools: Tools.optional(),
    call: z.unknown().optional(),
    callText: z.string("The callText is the call as a string.").optional(),
    facts: CaseFacts.optional(),
    expect: Expectation,
  },
  "A case is an object with name, policy, tools, call, facts, expect.",
);

/** Every field that a case may have, for finding what a mistyped one was meant to be. */
export const caseFields: readonly string[] = [
  ...Object.keys(CaseFormat.shape),
  ...Object.keys(Expectation.shape),
  ...reservation,
  ...approval,
  ...factNames,
];
