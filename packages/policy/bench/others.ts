import { createMongoAbility, subject } from "@casl/ability";
import { preparsePolicySet, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs";
import { argumentsFor, calledNames, choices, isCalled, kindOf, type Size, toolName } from "./subject.ts";

/** The same decision by Cedar: one `permit` per tool, the policy set parsed beforehand; the call crosses into WebAssembly each time. */
export function cedarDecider(size: Size): (at: number) => boolean {
  const id = `bench-${size.entries}-${size.conditions}`;
  const policies = rulesOf(size).map(({ tool, fields }) => {
    const when = fields.map((field, index) => {
      const value = `context.${field}`;
      return { text: `${value} == "expected"`, bound: `${value} <= 100`, list: `${JSON.stringify(choices)}.contains(${value})` }[
        kindOf(index)
      ];
    });
    return `permit(principal, action == Action::"${tool}", resource)${when.length > 0 ? ` when { ${when.join(" && ")} }` : ""};`;
  });
  const parsed = preparsePolicySet(id, { staticPolicies: policies.join("\n") });
  if (parsed.type !== "success") throw new Error(JSON.stringify(parsed));
  const calls = calledNames(size).map((name) => ({
    principal: { type: "Grant", id: "g" },
    action: { type: "Action", id: name },
    resource: { type: "Server", id: "s" },
    context: argumentsFor(size.conditions),
    entities: [],
    preparsedPolicySetId: id,
  }));
  return (at) => {
    const answer = statefulIsAuthorized(calls[at]!);
    return answer.type === "success" && answer.response.decision === "allow";
  };
}

/** The same decision by CASL: one rule per tool in a prebuilt ability, conditions as its own queries on a tagged object. */
export function caslDecider(size: Size): (at: number) => boolean {
  const ability = createMongoAbility(
    rulesOf(size).map(({ tool, fields }) => ({
      action: tool,
      subject: "Call",
      ...(fields.length === 0
        ? {}
        : {
            conditions: Object.fromEntries(
              fields.map((field, index) => [field, { text: "expected", bound: { $lte: 100 }, list: { $in: choices } }[kindOf(index)]]),
            ),
          }),
    })),
  );
  const call = subject("Call", argumentsFor(size.conditions));
  const names = calledNames(size);
  return (at) => ability.can(names[at]!, call);
}

const rulesOf = (size: Size): { tool: string; fields: string[] }[] =>
  Array.from({ length: size.entries }, (_, index) => ({
    tool: toolName(index),
    fields: Array.from({ length: isCalled(size, index) ? size.conditions : 1 }, (_, at) => `field_${at}`),
  }));
