import type { JsonNode } from "../json/node.ts";
import { nodeOf } from "../json/node.ts";
import type { Category } from "../language.ts";
import type { PolicyRequest } from "../request.ts";
import type { Path, Step } from "./path.ts";
import { clockIn, type TimeMember } from "./time.ts";

/** The facts of one tool as values that a path can read. */
export type ToolNodes = { name: JsonNode; category: JsonNode; risk: JsonNode };

/** What a path reads first: a value, `undefined` for a missing one, or "unreadable" when the fact was not given. */
export type RootReader = (request: PolicyRequest, tool: ToolNodes) => JsonNode | undefined | "unreadable";

/** The reader of a path's start and the steps that are left after it. */
export function rootOf(path: Path, timezone: string | undefined): { read: RootReader; steps: readonly Step[] } {
  if (path.root === "args") return { read: argumentsOf, steps: path.steps };
  const [first, ...steps] = path.steps;
  const member = typeof first === "object" && "member" in first ? first.member : "";
  return { read: memberReader(path.root, member, timezone), steps };
}

export const argumentsOf = (request: PolicyRequest): JsonNode | undefined => (request.kind === "resource" ? undefined : request.arguments);

const memberReader = (root: Exclude<Path["root"], "args">, member: string, timezone: string | undefined): RootReader => {
  switch (root) {
    case "tool":
      return (_, tool) => tool[member as keyof ToolNodes];
    case "grant":
      // Every call has a grant and a moment: without the fact nothing can be told.
      return (request) => (request.facts?.grant === undefined ? "unreadable" : nodeOf(request.facts.grant[member as "label" | "tags"]));
    case "client":
      return (request) => {
        const said = request.facts?.client?.[member as "name" | "version"];
        return said === undefined ? undefined : nodeOf(said);
      };
    case "time": {
      const clock = clockIn(timezone ?? "UTC");
      return (request) => {
        const now = request.facts?.now;
        return now === undefined || !Number.isFinite(now) ? "unreadable" : nodeOf(clock(now, member as TimeMember));
      };
    }
  }
};

/** Risk follows from the reviewed category (policy-language.md section 8). */
export const riskOf: Readonly<Record<Category, "Low" | "Medium" | "High" | "Critical">> = {
  read: "Low",
  write: "Medium",
  unclassified: "Medium",
  execute: "High",
  destructive: "Critical",
  financial: "Critical",
};

export const toolNodes = (name: string, category: Category): ToolNodes => {
  const { category: reviewed, risk } = nodesOf[category];
  return { name: { kind: "string", value: name }, category: reviewed, risk };
};

// Six of them serve every tool.
const nodesOf = Object.fromEntries(
  Object.entries(riskOf).map(([category, risk]) => [category, { category: nodeOf(category), risk: nodeOf(risk) }]),
) as Record<Category, { category: JsonNode; risk: JsonNode }>;
