import { orderedKeys } from "../document-order.ts";
import { escapeToken } from "../json/pointer.ts";
import type { Policy, ToolEntry } from "../language.ts";

export type DocumentEntry = { key: string; pointer: string; entry: ToolEntry };

/** The tool entries of a document in its own order, each with its JSON pointer. */
export function entriesOf(policy: Policy): DocumentEntry[] {
  const tools = policy.tools ?? {};
  return orderedKeys(tools).map((key) => ({ key, pointer: `/tools/${escapeToken(key)}`, entry: tools[key] as ToolEntry }));
}
