import type { Decision } from "./decision.ts";
import type { CompiledEntry } from "./entry.ts";
import type { PolicyFrame } from "./frame.ts";
import type { JsonNode } from "./json/node.ts";
import { readSchema, type Validator } from "./schema/validator.ts";
import type { ToolFacts } from "./tool-plan.ts";

/** Row 6 of the decision table for one tool. */
export type Validation = { accepts: (args: JsonNode | undefined) => boolean; refusal: Decision };

/**
 * Must the arguments satisfy the input schema? Entries that say so override the document; where they disagree, `true` wins.
 * A tool without a schema, or with one that cannot be read, is refused: it cannot be judged.
 */
export function validationOf(tool: ToolFacts, frame: PolicyFrame, matching: readonly CompiledEntry[]): Validation | undefined {
  const asking = matching.find(({ entry }) => entry.validate_arguments === true);
  const excused = matching.some(({ entry }) => entry.validate_arguments === false);
  if (asking === undefined && (excused || !frame.validates)) return undefined;
  const rule = `${asking?.pointer ?? ""}/validate_arguments`;
  // Read at the first call: most tools of a large server are never called.
  let validator: Validator | undefined;
  const accepts = (args: JsonNode | undefined): boolean => {
    validator ??= validatorOf(tool);
    return validator(args ?? noArguments);
  };
  return { accepts, refusal: frame.refuse("invalid_arguments", rule) };
}

const validatorOf = (tool: ToolFacts): Validator => {
  const schema = tool.inputSchema === undefined ? { problem: "there is none" } : readSchema(tool.inputSchema);
  return typeof schema === "function" ? schema : () => false;
};

const noArguments: JsonNode = { kind: "object", members: new Map() };
