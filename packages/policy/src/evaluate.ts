import type { CompiledPolicy } from "./compile.ts";
import { type Decision, engineError } from "./decision.ts";
import { judgeListed } from "./lists.ts";
import type { PolicyRequest } from "./request.ts";

/** Decides one request. Pure and synchronous; never throws: what cannot be evaluated is denied with `engine_error`. */
export function evaluate(compiled: CompiledPolicy, request: PolicyRequest): Decision {
  try {
    return decide(compiled, request);
  } catch {
    return engineError;
  }
}

const decide = (compiled: CompiledPolicy, request: PolicyRequest): Decision => {
  switch (request.kind) {
    case "tool":
      return planOf(compiled, request.name).answer;
    case "prompt":
      return judgeListed(compiled.prompts, request.name);
    case "resource":
      return judgeListed(compiled.resources, request.uri);
    default:
      return engineError;
  }
};

/** Is the tool shown by `tools/list`? */
export const visible = (compiled: CompiledPolicy, toolName: string): boolean => planOf(compiled, toolName).visible;

/** A hidden tool is answered as one that does not exist. */
export const isHidden = (compiled: CompiledPolicy, toolName: string): boolean => planOf(compiled, toolName).answer.hidden;

const planOf = (compiled: CompiledPolicy, toolName: string) => compiled.plans.get(toolName) ?? compiled.planFor(toolName);
