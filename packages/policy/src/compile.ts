import { checkDocument } from "./document/check.ts";
import { entriesOf } from "./document/entries.ts";
import { readShape } from "./document/shape.ts";
import { orderedKeys, rememberOrder } from "./document-order.ts";
import { type CompiledEntry, compileEntry, compileHolder } from "./entry.ts";
import { PolicyError } from "./finding.ts";
import { frameOf } from "./frame.ts";
import { type Policy, type ServerRequestKind, serverRequestKinds } from "./language.ts";
import { type CompiledList, compileList } from "./lists.ts";
import { selects } from "./selectors.ts";
import { planTool, type ToolFacts, type ToolPlan } from "./tool-plan.ts";

/** A policy made ready for many calls: immutable, one per published version and tool list. */
export type CompiledPolicy = {
  readonly plans: ReadonlyMap<string, ToolPlan>;
  readonly planFor: (toolName: string) => ToolPlan;
  readonly prompts: CompiledList;
  readonly resources: CompiledList;
  readonly serverRequests: ReadonlySet<ServerRequestKind>;
};

/**
 * Compiles a policy against the tools of a server. Throws `PolicyError` for what is wrong with the document alone; findings
 * that need the tools are `lint`'s. A tool that is not among `tools` is judged by the selectors when it is called.
 */
export function compile(policy: Policy, tools: readonly ToolFacts[]): CompiledPolicy {
  const document = checked(policy);
  const frame = frameOf(document, compileHolder(document.all_tools ?? {}, "/all_tools", "all_tools"));
  const match = matcherOf(entriesOf(document).map(compileEntry));
  const plans = new Map(tools.map((tool) => [tool.name, planTool(tool, frame, match(tool))]));
  return Object.freeze({
    plans,
    planFor: (name: string) => plans.get(name) ?? planTool({ name }, frame, match({ name })),
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
  const errors = checkDocument(shape.policy).filter((finding) => finding.severity === "error");
  if (errors.length > 0) throw new PolicyError(errors);
  return shape.policy;
};

// Exact names are looked up; only globs and categories are tried one by one.
const matcherOf = (entries: readonly CompiledEntry[]): ((tool: ToolFacts) => CompiledEntry[]) => {
  const exact = new Map(entries.filter(({ selector }) => selector.kind === "exact").map((entry) => [entry.key, entry]));
  const patterns = entries.filter(({ selector }) => selector.kind !== "exact");
  return (tool) => {
    const matching = patterns.filter(({ selector }) => selects(selector, tool.name, tool.category ?? "unclassified"));
    const named = exact.get(tool.name);
    return named ? [...matching, named].sort((a, b) => a.index - b.index) : matching;
  };
};
