import type { ToolSet } from "@portcullis/control-plane/gateway";
import { type ParamHeader, paramHeaderDeclarations } from "@portcullis/protocol";

/** What the wire needs to know of a server's tools, beside what policies see of them. */
export type ToolIndex = {
  readonly toolNames: ReadonlySet<string>;
  readonly toolCategories: ReadonlyMap<string, string>;
  readonly paramHeaders: ReadonlyMap<string, readonly ParamHeader[]>;
};

export function indexTools({ facts }: ToolSet): ToolIndex {
  const paramHeaders = new Map<string, readonly ParamHeader[]>();
  for (const { name, inputSchema } of facts) {
    const declared = paramHeaderDeclarations(inputSchema);
    if (declared.length > 0) paramHeaders.set(name, declared);
  }
  const toolCategories = new Map(facts.flatMap(({ name, category }) => (category === undefined ? [] : [[name, category] as const])));
  return { toolNames: new Set(facts.map(({ name }) => name)), toolCategories, paramHeaders };
}
