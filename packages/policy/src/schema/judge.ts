import type { JsonNode } from "../json/node.ts";

/** What a schema has looked at in one value; `unevaluatedItems` and `unevaluatedProperties` ask about the rest. */
export type Seen = { names: Set<string>; items: Set<number> };

/** Asks a value; true when it satisfies the schema. What was looked at is added to `seen`. */
export type Judge = (node: JsonNode, run: Run, seen: Seen) => boolean;

/** One keyword's part of a schema, made from its value. Undefined where the keyword asks nothing. */
export type Keyword = (value: unknown, context: KeywordContext) => Judge | undefined;

export type KeywordContext = {
  /** The keyword's siblings. */
  schema: { readonly [keyword: string]: unknown };
  /** A subschema as a judge. */
  sub: (schema: unknown) => Judge;
  keyword: string;
  base: string;
  refer: (reference: string) => () => Judge;
  dynamic: (reference: string) => Judge;
  isDraft7: boolean;
};

/** Thrown when a value takes more steps than a call may cost. */
export class OutOfSteps extends Error {}

/** One validation: how many steps it may still take, and the resources that it came through. */
export class Run {
  readonly scope: string[] = [];
  private left: number;
  constructor(steps: number) {
    this.left = steps;
  }
  step(count = 1): void {
    this.left -= count;
    if (this.left < 0) throw new OutOfSteps();
  }
}

export const nothingSeen = (): Seen => ({ names: new Set(), items: new Set() });

/** Asks a subschema about the same value and keeps what it saw only when it agrees. */
export function agrees(judge: Judge, node: JsonNode, run: Run, seen: Seen): boolean {
  const inner = nothingSeen();
  if (!judge(node, run, inner)) return false;
  for (const name of inner.names) seen.names.add(name);
  for (const index of inner.items) seen.items.add(index);
  return true;
}

/** Asks a subschema about a part of the value. */
export const holds = (judge: Judge, node: JsonNode, run: Run): boolean => judge(node, run, nothingSeen());
