import { type Path, readPath } from "../conditions/path.ts";
import { type ConditionList, comparisonsIn, conditionLists, type PlacedComparison } from "../document/rules.ts";
import { errorFinding, type Finding, warningFinding } from "../finding.ts";
import type { ToolFacts } from "../tool-plan.ts";
import { TooComplex } from "../work.ts";
import type { LintContext, LintEntry } from "./context.ts";
import { SchemaAnswers } from "./schema-answers.ts";
import { neverHolds } from "./schema-fit.ts";

/** Conditions and amounts against the input schemas of the tools that they reach. */
export function lintArguments(context: LintContext): Finding[] {
  const { policy, entries, server } = context;
  if (server === undefined) return [];
  const reached = (entry: unknown): readonly ToolFacts[] =>
    ((entry as LintEntry | undefined)?.tools ?? server).filter(({ inputSchema }) => inputSchema !== undefined);
  const lists = conditionLists(policy, entries);
  const schemas = new SchemaAnswers();
  const findings: Finding[] = [];
  try {
    for (const list of lists) {
      const tools = reached(list.entry);
      for (const placed of comparisonsIn(list.conditions, list.pointer))
        findings.push(...lintComparison(placed, list, { tools, schemas }, lists));
    }
    for (const { entry, pointer, of } of [
      ...(policy.all_tools ? [{ entry: policy.all_tools, pointer: "/all_tools", of: undefined }] : []),
      ...entries.map((of) => ({ ...of, of })),
    ]) {
      const tools = entry.limits?.length ? reached(of) : [];
      for (const [index, limit] of (entry.limits ?? []).entries())
        findings.push(...lintAmount(limit, `${pointer}/limits/${index}`, { tools, schemas }));
    }
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    const message = `There are too many conditions to compare each with the input schemas of ${server.length} tools: not all of them were.`;
    findings.push(warningFinding("arguments_not_checked", "", message));
  }
  return findings;
}

type Reached = { tools: readonly ToolFacts[]; schemas: SchemaAnswers };

const lintComparison = (
  placed: PlacedComparison,
  list: ConditionList,
  { tools, schemas }: Reached,
  lists: readonly ConditionList[],
): Finding[] => {
  const { comparison, pointer } = placed;
  const path = readPath(comparison.path);
  if ("problem" in path || path.root !== "args" || tools.length === 0) return [];
  const answers = tools.map((tool) => ({ tool, ...schemas.about(tool, comparison.path, path.steps) }));
  const missing = answers.filter((answer) => answer.is === "absent");
  if (missing.length === answers.length) return [absentPath(comparison.path, `${pointer}/path`, tools)];
  const findings: Finding[] = [];
  if (missing.length > 0 && list.entry !== undefined && list.stance === "require") {
    const names = missing.slice(0, 3).map(({ tool }) => tool.name);
    findings.push(
      warningFinding(
        "path_not_everywhere",
        `${pointer}/path`,
        `${names.join(", ")} cannot have ${comparison.path}, so this rule refuses every call of it.`,
      ),
    );
  }
  const known = answers.filter((answer) => answer.is === "known");
  if (known.length === 0 && answers.some((answer) => answer.is === "free") && path.steps.length > 0) {
    findings.push(
      warningFinding("path_not_described", `${pointer}/path`, `The input schema does not describe ${comparison.path}; check its spelling.`),
    );
  }
  const reasons = known.map((answer) => neverHolds(comparison, answer.schemas));
  const [reason] = reasons;
  if (reason !== undefined && known.length + missing.length === answers.length && reasons.every((one) => one !== undefined)) {
    findings.push(errorFinding("never_holds", pointer, `${JSON.stringify(comparison.op)} can never hold here: ${reason}.`));
  }
  return [
    ...findings,
    ...optionalDeny(
      placed,
      path,
      list,
      known.some((answer) => answer.optional),
      lists,
    ),
  ];
};

// A call that leaves the argument out passes a deny_if unless a require rule asks for it.
const optionalDeny = (
  { comparison, pointer }: PlacedComparison,
  path: Path,
  list: ConditionList,
  optional: boolean,
  lists: readonly ConditionList[],
): Finding[] => {
  if (list.stance !== "deny_if" || list.pointer.endsWith("/when") || comparison.op === "exists" || !optional || path.steps.includes("each"))
    return [];
  const asked = lists.some(
    (other) =>
      other.stance === "require" &&
      (other.entry === undefined || other.entry === list.entry) &&
      other.conditions.some((one) => "op" in one && one.path === comparison.path && !(one.op === "exists" && !one.value)),
  );
  if (asked) return [];
  const message = `A call that leaves ${comparison.path} out passes this rule. Add a require rule that it exists, if it must not.`;
  const holder = list.entry?.pointer ?? "/all_tools";
  const rule = { conditions: [{ path: comparison.path, op: "exists", value: true }] };
  const existing = lists.some((other) => other.pointer.startsWith(`${holder}/require/`));
  const fix = existing
    ? { op: "add" as const, path: `${holder}/require/-`, value: rule }
    : { op: "add" as const, path: `${holder}/require`, value: [rule] };
  return [warningFinding("optional_argument", `${pointer}/path`, message, [fix])];
};

const lintAmount = (limit: { amount?: string; increment_from?: string }, pointer: string, { tools, schemas }: Reached): Finding[] => {
  const [field, text] = limit.amount === undefined ? ["increment_from", limit.increment_from] : ["amount", limit.amount];
  const path = text === undefined ? undefined : readPath(text);
  if (text === undefined || path === undefined || "problem" in path || tools.length === 0) return [];
  const answers = tools.map((tool) => schemas.about(tool, text, path.steps));
  if (answers.every((answer) => answer.is === "absent")) return [absentPath(text, `${pointer}/${field}`, tools)];
  const never = answers.every(
    (answer) => answer.is === "known" && neverHolds({ path: text, op: "gte", value: 0 }, answer.schemas) !== undefined,
  );
  return never ? [errorFinding("never_holds", `${pointer}/${field}`, `${text} is never a number, so nothing can be added up.`)] : [];
};

const absentPath = (path: string, pointer: string, tools: readonly ToolFacts[]): Finding => {
  const message =
    tools.length === 1
      ? `The tool ${JSON.stringify(tools[0]?.name)} has no argument ${path}.`
      : `No tool that this reaches has an argument ${path}.`;
  return errorFinding("unknown_argument", pointer, message);
};
