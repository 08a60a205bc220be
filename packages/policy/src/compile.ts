import { checkDocument } from "./document/check.ts";
import { entriesOf } from "./document/entries.ts";
import { readShape } from "./document/shape.ts";
import { orderedKeys, rememberOrder } from "./document-order.ts";
import { type CompiledEntry, compileEntry, compileHolder } from "./entry.ts";
import { PolicyError } from "./finding.ts";
import { frameOf, type PolicyFrame } from "./frame.ts";
import { type Policy, type ServerRequestKind, serverRequestKinds } from "./language.ts";
import { type CompiledList, compileList } from "./lists.ts";
import { SelectorIndex } from "./selector-index.ts";
import { planTool, type ToolFacts, type ToolPlan } from "./tool-plan.ts";
import { nameLengthMax, TooComplex, tooComplex, Work } from "./work.ts";

/** A policy made ready for many calls: immutable, one per published version and tool list. */
export type CompiledPolicy = {
  readonly plans: ReadonlyMap<string, ToolPlan>;
  readonly planFor: (toolName: string) => ToolPlan;
  readonly prompts: CompiledList;
  readonly resources: CompiledList;
  readonly serverRequests: ReadonlySet<ServerRequestKind>;
};

/**
 * Compiles a policy against the tools of a server. Throws `PolicyError` for what is wrong with the document alone, and when its selectors
 * take too much work on these tools; other findings that need the tools are `lint`'s. A tool that is not among `tools` is judged by the
 * selectors when it is called.
 */
export function compile(policy: Policy, tools: readonly ToolFacts[]): CompiledPolicy {
  const document = checked(policy);
  const frame = frameOf(document, compileHolder(document.all_tools ?? {}, "/all_tools", "all_tools"));
  const plan = plannerOf(frame, entriesOf(document).map(compileEntry));
  const plans = plannedAll(tools, plan);
  return Object.freeze({
    plans,
    planFor: (name: string) => plans.get(name) ?? plan({ name }),
    prompts: compileList(document.prompts, "prompts", frame),
    resources: compileList(document.resources, "resources", frame),
    serverRequests: serverRequestsOf(document),
  });
}

// Left out: all under default allow, none under deny. Observing withholds nothing.
const serverRequestsOf = ({ server_requests, default: fallback, mode }: Policy): ReadonlySet<ServerRequestKind> =>
  new Set(mode === "observe" ? serverRequestKinds : (server_requests ?? (fallback === "allow" ? serverRequestKinds : [])));

const checked = (policy: Policy): Policy => {
  const shape = readShape(policy);
  if ("findings" in shape) throw new PolicyError(shape.findings);
  if (policy.tools && shape.policy.tools) rememberOrder(shape.policy.tools, orderedKeys(policy.tools));
  const errors = checkDocument(shape.policy);
  if (errors.length > 0) throw new PolicyError(errors);
  return shape.policy;
};

type Planner = (tool: ToolFacts, work?: Work) => ToolPlan;

const plannedAll = (tools: readonly ToolFacts[], plan: Planner): Map<string, ToolPlan> => {
  const work = new Work();
  try {
    return new Map(tools.map((tool) => [tool.name, plan(tool, work)]));
  } catch (error) {
    throw error instanceof TooComplex ? new PolicyError([tooComplex(tools.length)]) : error;
  }
};

const plannerOf = (frame: PolicyFrame, entries: readonly CompiledEntry[]): Planner => {
  const selectors = new SelectorIndex(entries.map(({ selector }) => selector));
  const hides = new SelectorIndex(frame.hides.map(({ selector }) => selector));
  // No tool may have so long a name: whatever it is, it is not compared with every selector.
  const nameless = planTool({ name: "", accepted: false }, frame, []);
  return (tool, work) => {
    if (tool.name.length > nameLengthMax) return nameless;
    const category = tool.category ?? "unclassified";
    const matching = selectors.selecting(tool.name, category, work).map((position) => entries[position] as CompiledEntry);
    for (const entry of matching) work?.spend(stepsOf(entry));
    const [hide] = hides.selecting(tool.name, category, work);
    return planTool(tool, frame, matching, hide === undefined ? undefined : frame.hides[hide]);
  };
};

// What an entry adds to the plan of each tool that it selects.
const stepsOf = ({ requires, denies, limits, entry }: CompiledEntry): number =>
  20 * (1 + requires.length + denies.length) + 200 * (limits.length + Number(entry.approval !== undefined));
