import {
  compile,
  evaluate,
  type JsonPatchOperation,
  nodeOf,
  type Policy,
  parsePolicy,
  readSelector,
  selects,
  type ToolFacts,
} from "@portcullis/policy";
import type { JsonObject } from "@portcullis/protocol";

/** The call that would run without a question: of the tool, by the grant, with arguments that people have approved. */
export type Exempted = { tool: string; arguments: JsonObject | undefined; grant: { label: string; tags: readonly string[] } };

type Entry = NonNullable<Policy["tools"]>[string];
type Condition = NonNullable<NonNullable<Entry["approval"]>["when"]>[number];

/**
 * The change of a document after which calls of one tool by one grant are no longer held, and nothing else runs that did not: each entry that holds the
 * tool goes on holding other tools and other grants. undefined where that cannot be said in the language, or would not do.
 */
export function suggestedPatch(
  policy: Policy,
  tools: readonly ToolFacts[],
  { tool, grant, ...call }: Exempted,
): JsonPatchOperation[] | undefined {
  const facts = tools.find(({ name }) => name === tool);
  if (!facts) return undefined;
  const patch: JsonPatchOperation[] = [];
  const changed: Record<string, Entry> = { ...policy.tools };
  for (const [key, entry] of Object.entries(policy.tools ?? {})) {
    const selector = readSelector(key);
    if (!selector || !selects(selector, tool, facts.category ?? "unclassified")) continue;
    const always = entry.action === "require_approval";
    if (!always && !entry.approval?.when) continue;
    const others: Condition[] = [
      ...(key === tool ? [] : [{ path: "tool.name", op: "neq" as const, value: tool }]),
      { path: "grant.label", op: "neq", value: grant.label },
    ];
    const exempt: Condition = others.length === 1 ? (others[0] as Condition) : { any: others };
    // What is always held is held for the others; a condition holds as before, but not for this.
    const when = always ? [exempt] : [...(entry.approval?.when ?? []), exempt];
    const { action, ...rest } = entry;
    changed[key] = { ...rest, ...(!always && action !== undefined && { action }), approval: { ...entry.approval, when } };
    const place = `/tools/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (always) patch.push({ op: "remove", path: `${place}/action` });
    patch.push(
      entry.approval === undefined
        ? { op: "add", path: `${place}/approval`, value: { when } }
        : { op: entry.approval.when ? "replace" : "add", path: `${place}/approval/when`, value: when },
    );
  }
  const parsed = parsePolicy(JSON.stringify({ ...policy, tools: changed }));
  if (patch.length === 0 || !parsed.ok) return undefined;
  try {
    const request = { kind: "tool" as const, name: tool, arguments: call.arguments ?? nodeOf({}), facts: { grant } };
    return evaluate(compile(parsed.policy, tools), request).effect === "allow" ? patch : undefined;
  } catch {
    return undefined;
  }
}
