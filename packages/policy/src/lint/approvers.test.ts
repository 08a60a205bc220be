import { expect, test } from "vitest";
import type { People } from "./context.ts";
import { lint } from "./lint.ts";

const tools = [{ name: "pay" }, { name: "look" }];
const asks = { tools: { pay: { action: "require_approval" }, look: {} } };
const people = (owner: number, admin = 0, approver = 0, requesters: People["requesters"] = []): People => ({
  members: { owner, admin, approver },
  requesters,
});
const agentOf = (role: "owner" | "admin" | "approver" | null) => [{ grant: "agent", role }];

const findings = (document: object, facts: People | undefined) =>
  lint(JSON.stringify({ version: "1", default: "deny", ...document }), { tools, people: facts })
    .filter(({ code }) => /approver|unowned/.test(code))
    .map(({ severity, code, pointer, message }) => [`${severity} ${code} ${pointer}`, message]);

test.each<[string, object, People | undefined, string[]]>([
  ["nobody is known", asks, undefined, []],
  ["nobody has a role", asks, people(0), ["error no_possible_approver /tools/pay"]],
  ["the only owner, and no grant yet", asks, people(1), ["warning few_approvers /tools/pay"]],
  ["the only owner's own grant", asks, people(1, 0, 0, agentOf("owner")), ["error no_possible_approver /tools/pay"]],
  ["somebody else's grant", asks, people(1, 0, 0, agentOf(null)), []],
  [
    "a grant that nobody owns",
    asks,
    people(1, 0, 0, [...agentOf(null), { grant: "orphan", role: null, isUnowned: true }]),
    ["warning unowned_grant /tools/pay"],
  ],
  [
    "a grant that nobody owns, and nothing is held",
    { tools: { pay: {} } },
    people(1, 0, 0, [{ grant: "orphan", role: null, isUnowned: true }]),
    [],
  ],
  ["an owner's grant, and an approver", asks, people(1, 0, 1, agentOf("owner")), []],
  ["one of two grants is stuck", asks, people(1, 0, 0, [...agentOf(null), ...agentOf("owner")]), ["error no_possible_approver /tools/pay"]],
  [
    "the approver's grant, and approvers alone are asked",
    { ...asks, approval: { approvers: ["approver"] } },
    people(1, 1, 1, agentOf("approver")),
    ["error no_possible_approver /tools/pay"],
  ],
  [
    "an owner's grant, and approvers alone are asked",
    { ...asks, approval: { approvers: ["approver"] } },
    people(1, 1, 1, agentOf("owner")),
    [],
  ],
  ["three are asked of two", { ...asks, approval: { min_approvals: 3 } }, people(1, 1), ["error no_possible_approver /tools/pay"]],
  [
    "three are asked of three, one of whom asks",
    { ...asks, approval: { min_approvals: 3 } },
    people(1, 1, 1, agentOf("admin")),
    ["error no_possible_approver /tools/pay"],
  ],
  ["nothing is held", { tools: { pay: {} } }, people(0), []],
  [
    "a condition holds",
    { tools: { pay: { approval: { when: [{ path: "args.a", op: "gt", value: 1 }] } } } },
    people(0),
    ["error no_possible_approver /tools/pay"],
  ],
  ["it is refused anyway", { tools: { pay: { action: "require_approval" }, "p*": { action: "deny" } } }, people(0), []],
  ["it is only observed", { ...asks, mode: "observe" }, people(0), ["warning no_possible_approver /tools/pay"]],
])("%s", (_, document, facts, expected) => {
  expect(findings(document, facts).map(([finding]) => finding)).toEqual(expected);
});

test("the sentence names the grant and says what to do", () => {
  const [[, message] = []] = findings(asks, people(1, 0, 0, agentOf("owner")));
  expect(message).toContain('beside the owner of "agent" nobody else could');
  expect(message).toContain("Invite somebody as owner, admin or approver");
});
