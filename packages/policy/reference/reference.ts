import type { Decision, JsonNode, PolicyRequest, ReasonCode, Reservation, ToolFacts } from "../src/index.ts";
import { judgeAll, type Subject } from "./conditions.ts";
import { comparable, decimal, order, plus } from "./decimal.ts";
import { itemsOf, member, membersOf, readJson, textOf } from "./json-text.ts";
import { reserve, type Section } from "./limits.ts";
import { globMatches, selects } from "./selectors.ts";

/**
 * A second reading of the policy language, written from its page alone and as plainly as possible: no compile step, nothing
 * of the engine but its types. Slow on purpose; tests compare the engine with it.
 */
export type ReferenceDecision = Pick<Decision, "effect" | "reason" | "rule" | "hidden"> & {
  reservations: readonly Reservation[];
  /** Only for tools. */
  visible?: boolean;
  observed?: { effect: string; reason: ReasonCode; rule: string };
  /** The rule once an approval is there. */
  allowedBy: string;
};

type Answer = { reason: ReasonCode; rule: string; reservations: Reservation[] };

/** Decides one request by a valid policy (section 2), given as its text or as `readJson` reads that. `tools` are the server's. */
export function referenceDecide(document: string | JsonNode, tools: readonly ToolFacts[], request: PolicyRequest): ReferenceDecision {
  const policy = typeof document === "string" ? readJson(document) : document;
  if (request.kind === "prompt") return finish(policy, listed(policy, "prompts", request.name), "");
  if (request.kind === "resource") return finish(policy, listed(policy, "resources", request.uri), "");
  const tool = tools.find(({ name }) => name === request.name) ?? { name: request.name };
  const named = namedBy(policy, tool)[0]?.pointer ?? "/default";
  return { ...finish(policy, toolAnswer(policy, { tool, request }), named), visible: isVisible(policy, tool) };
}

/** The table of section 2, first line that refuses. */
function toolAnswer(policy: JsonNode, subject: Subject): Answer {
  const early = listAnswer(policy, subject.tool);
  if (early) return early;
  const entries = namedBy(policy, subject.tool);
  const allTools = member(policy, "all_tools");
  const sections: Section[] = [...(allTools ? [{ key: "all_tools", pointer: "/all_tools", node: allTools }] : []), ...entries];
  for (const { pointer, node } of sections) {
    for (const [index, rule] of itemsOf(member(node, "require")).entries()) {
      const holds = judgeAll(itemsOf(member(rule, "conditions")), "require", subject) === "true";
      if (!holds) return answer("require_failed", `${pointer}/require/${index}`);
    }
  }
  for (const { pointer, node } of sections) {
    for (const [index, rule] of itemsOf(member(node, "deny_if")).entries()) {
      const matches = judgeAll(itemsOf(member(rule, "conditions")), "deny_if", subject) !== "false";
      if (matches) return answer("deny_if_matched", `${pointer}/deny_if/${index}`);
    }
  }
  const reservations = reserve(sections, subject);
  if (typeof reservations === "string") return answer("amount_not_countable", reservations);
  for (const { pointer, node } of entries) {
    if (textOf(member(node, "action")) === "require_approval") return answer("approval_required", `${pointer}/action`, reservations);
    const when = itemsOf(member(member(node, "approval"), "when"));
    if (when.length > 0 && judgeAll(when, "deny_if", subject) !== "false") {
      return answer("approval_required", `${pointer}/approval/when`, reservations);
    }
  }
  return answer("allowed", entries[0]?.pointer ?? "/default", reservations);
}

/** Lines 2 to 5: what needs no arguments. */
function listAnswer(policy: JsonNode, tool: ToolFacts): Answer | undefined {
  const hide = itemsOf(member(policy, "hide")).findIndex((selector) => selects(textOf(selector)!, tool));
  if (hide >= 0) return answer("hidden", `/hide/${hide}`);
  if (tool.accepted === false) return answer("tool_not_accepted", "");
  const entries = namedBy(policy, tool);
  if (entries.length === 0 && textOf(member(policy, "default")) === "deny") return answer("default_deny", "/default");
  const denied = entries.find(({ node }) => textOf(member(node, "action")) === "deny");
  return denied && answer("denied", `${denied.pointer}/action`);
}

function isVisible(policy: JsonNode, tool: ToolFacts): boolean {
  const refused = listAnswer(policy, tool);
  if (refused?.reason === "hidden" || refused?.reason === "tool_not_accepted") return false;
  return refused === undefined || textOf(member(policy, "list")) !== "callable" || isObserving(policy);
}

/** `prompts` and `resources`: deny wins, then allow, then the section's default, then the document's. */
function listed(policy: JsonNode, section: "prompts" | "resources", name: string): Answer {
  const lists = member(policy, section);
  const hit = (list: string): number => itemsOf(member(lists, list)).findIndex((glob) => globMatches(textOf(glob)!, name));
  if (hit("deny") >= 0) return answer("denied", `/${section}/deny/${hit("deny")}`);
  if (hit("allow") >= 0) return answer("allowed", `/${section}/allow/${hit("allow")}`);
  const own = textOf(member(lists, "default"));
  const effect = own ?? textOf(member(policy, "default"));
  return answer(effect === "allow" ? "allowed" : "default_deny", own === undefined ? "/default" : `/${section}/default`);
}

/** Observe mode forwards what lines 4 and later refuse, and says what they would have answered. */
function finish(policy: JsonNode, { reason, rule, reservations }: Answer, named: string): ReferenceDecision {
  const effect = reason === "allowed" ? "allow" : "deny";
  const blocked = reason === "hidden" || reason === "tool_not_accepted";
  const decided = { effect, reason, rule, hidden: reason === "hidden", reservations, allowedBy: named } as const;
  if (!isObserving(policy) || blocked) return decided;
  const would = reason === "allowed" ? "would_allow" : reason === "approval_required" ? "would_require_approval" : "would_deny";
  const forwarded = { ...decided, effect: "allow", reason: "allowed", observed: { effect: would, reason, rule } } as const;
  return reason === "allowed" ? forwarded : { ...forwarded, rule: "/mode", reservations: [] };
}

/** Lines 9 and 10: approval and room in every counter, whose use is given by the counter's name. */
export function referenceSettle(
  decision: ReferenceDecision,
  state: { used: Readonly<Record<string, number | string>>; approved?: boolean },
): ReferenceDecision {
  const approved = decision.reason === "approval_required" && state.approved === true;
  const run: ReferenceDecision = approved ? { ...decision, effect: "allow", reason: "allowed", rule: decision.allowedBy } : decision;
  const would = run.observed?.reason;
  if (run.reason !== "allowed" || (would !== undefined && would !== "allowed")) return run;
  const full = run.reservations.find(({ counter, amount, max }) => {
    const used = Object.hasOwn(state.used, counter) ? decimal(String(state.used[counter])) : decimal("0");
    return !used || order(plus(used, comparable(amount)!), comparable(max)!) > 0;
  });
  if (!full) return run;
  const refusal = { reason: "limit_exceeded", rule: full.rule } as const;
  if (run.observed) return { ...run, rule: "/mode", reservations: [], observed: { effect: "would_limit", ...refusal } };
  return { ...run, effect: "deny", reservations: [], ...refusal };
}

/** The entries whose selector matches the tool, in document order. */
const namedBy = (policy: JsonNode, tool: ToolFacts): Section[] =>
  membersOf(member(policy, "tools"))
    .filter(([key]) => selects(key, tool))
    .map(([key, node]) => ({ key, pointer: `/tools/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, node }));

const isObserving = (policy: JsonNode): boolean => textOf(member(policy, "mode")) === "observe";

const answer = (reason: ReasonCode, rule: string, reservations: Reservation[] = []): Answer => ({ reason, rule, reservations });
