import { isDeepStrictEqual } from "node:util";
import type { Policy } from "@portcullis/policy";

export type ChangedTerm = { pointer: string; before: unknown; after: unknown };

/**
 * Where two policies differ in what no single call shows: modes and defaults, quotas, the terms of approvals, prompts, resources
 * and what a server may ask for. Absent and empty are the same.
 */
export function changedTerms(a: Policy, b: Policy): ChangedTerm[] {
  const [before, after] = [termsOf(a), termsOf(b)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((pointer) => ({ pointer, before: before.get(pointer), after: after.get(pointer) }))
    .filter((term) => !isDeepStrictEqual(term.before, term.after));
}

function termsOf(policy: Policy): Map<string, unknown> {
  const { mode = "enforce", approval, prompts, resources, server_requests, all_tools, tools = {} } = policy;
  const entries = Object.entries(tools).map(([key, entry]) => [`/tools/${escaped(key)}`, entry] as const);
  const terms: [string, unknown][] = [
    ["/default", policy.default],
    ["/mode", mode],
    ["/approval", approval],
    ["/prompts", prompts],
    ["/resources", resources],
    ["/server_requests", server_requests],
    ["/all_tools/limits", all_tools?.limits],
    ["/all_tools/rate_limit", all_tools?.rate_limit],
    ...entries.flatMap(([pointer, { limits, rate_limit, approval: own }]): [string, unknown][] => [
      [`${pointer}/limits`, limits],
      [`${pointer}/rate_limit`, rate_limit],
      [`${pointer}/approval`, own],
    ]),
  ];
  return new Map(terms.filter(([pointer, value]) => value !== undefined && !(pointer.endsWith("/limits") && isDeepStrictEqual(value, []))));
}

const escaped = (token: string): string => token.replaceAll("~", "~0").replaceAll("/", "~1");
