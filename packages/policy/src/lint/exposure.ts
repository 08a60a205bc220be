import { comparisonsIn, conditionLists } from "../document/rules.ts";
import { type Finding, warningFinding } from "../finding.ts";
import type { ToolEntry } from "../language.ts";
import type { ToolFacts } from "../tool-plan.ts";
import type { LintContext, LintEntry } from "./context.ts";

/** What the policy leaves open: an allowing default, dangerous tools without a bound, conditions on what a client claims. */
export function lintExposure({ policy, entries, naming, observingDays }: LintContext): Finding[] {
  const isOpen = unbounded(naming);
  return [
    ...defaultFindings(policy),
    ...observedFor(policy, observingDays),
    ...(isBoundForAll(policy) ? [] : entries.flatMap((entry) => dangerous(entry, isOpen))),
    ...conditionLists(policy, entries).flatMap(({ conditions, pointer }) =>
      comparisonsIn(conditions, pointer)
        .filter(({ comparison }) => comparison.path.startsWith("client."))
        .map((placed) =>
          warningFinding(
            "client_claim",
            `${placed.pointer}/path`,
            "A client says its own name and version; anything else can say the same.",
          ),
        ),
    ),
  ];
}

const observedFor = ({ mode }: LintContext["policy"], days: number): Finding[] => {
  if (mode !== "observe" || days <= 30) return [];
  const sentence = `This policy has only observed for ${days} days: all it refuses are hidden tools and definitions nobody accepted.`;
  return [warningFinding("observing_long", "/mode", sentence, [{ op: "replace", path: "/mode", value: "enforce" }])];
};

const isBoundForAll = ({ all_tools }: LintContext["policy"]): boolean => all_tools !== undefined && bounds(all_tools);

const defaultFindings = (policy: LintContext["policy"]): Finding[] => {
  if (policy.default !== "allow") return [];
  const open = (["resources", "prompts"] as const).filter((section) => policy[section]?.default === undefined);
  const also = open.length > 0 ? ` So are ${open.join(" and ")} that no list names.` : "";
  const message = `Every tool that the policy does not name is allowed, also those that the server adds later.${also}`;
  return [warningFinding("default_allow", "/default", message, [{ op: "replace", path: "/default", value: "deny" }])];
};

const bounds = (entry: ToolEntry): boolean => {
  const { action, approval, limits, rate_limit, require: requires, deny_if: denies } = entry;
  return (
    action === "deny" ||
    action === "require_approval" ||
    [approval?.when, limits, requires, denies].some((list) => list?.length) ||
    rate_limit !== undefined
  );
};

/** Does nothing bound calls of this tool? Another entry may. */
const unbounded = (naming: LintContext["naming"]): ((tool: ToolFacts) => boolean) => {
  const known = new Map<ToolFacts, boolean>();
  return (tool) => {
    const answer = known.get(tool) ?? !naming(tool).some(({ entry }) => bounds(entry));
    known.set(tool, answer);
    return answer;
  };
};

const dangerous = (one: LintEntry, isOpen: (tool: ToolFacts) => boolean): Finding[] => {
  const { entry, selector, tools, pointer, key } = one;
  if (bounds(entry)) return [];
  const open = tools.find((tool) => isDangerous(tool.category) && isOpen(tool));
  const category = selector.kind === "category" && isDangerous(selector.category) && tools.length === 0 ? selector.category : undefined;
  if (category === undefined && open === undefined) return [];
  const what = open === undefined ? `every ${category} tool` : `the ${open.category} tool ${JSON.stringify(open.name)}`;
  return [
    warningFinding("unbounded_risk", pointer, `${JSON.stringify(key)} allows ${what} without a limit, a rule or an approval.`, [
      { op: "add", path: `${pointer}/action`, value: "require_approval" },
    ]),
  ];
};

const isDangerous = (category: string | undefined): boolean => category === "destructive" || category === "financial";
