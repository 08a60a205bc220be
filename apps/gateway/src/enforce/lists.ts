import { visible } from "@portcullis/policy";
import { type JsonNode, type ListName, stringMember } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { judgeView } from "./judge.ts";

/**
 * Does this caller see that element of a list? The same compiled policy answers here and for the call. An element that cannot be read
 * is not shown.
 */
export function isShown(x: Exchange, list: ListName, element: JsonNode): boolean {
  if (element.kind !== "object") return false;
  const name = stringMember(element, KEY[list]);
  if (name === undefined) return false;
  switch (list) {
    case "tools":
      return isToolShown(x, name);
    case "prompts":
      return judgeView(x, { kind: "prompt", name }).effect === "allow";
    case "resources":
    case "resourceTemplates":
      return judgeView(x, { kind: "resource", uri: name }).effect === "allow";
  }
}

function isToolShown(x: Exchange, name: string): boolean {
  const { snapshot, toolNames } = x.tenant!;
  // A definition that nobody has discovered has been read by nobody (F8).
  return snapshot?.compiled !== undefined && toolNames.has(name) && visible(snapshot.compiled, name);
}

const KEY: Readonly<Record<ListName, string>> = { tools: "name", prompts: "name", resources: "uri", resourceTemplates: "uriTemplate" };
