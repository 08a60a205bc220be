import type { JsonNode, PolicyRequest } from "@portcullis/policy";
import { didYouMean } from "../input/nearest.ts";

/** A request of a policy, without the facts around it. */
export type Call = PolicyRequest;

/**
 * A call as people write it: `{ "tool", "arguments"? }`, `{ "prompt", "arguments"? }`, `{ "resource" }`, or the JSON-RPC message a client
 * sends for it. Otherwise a sentence that says what is wrong.
 */
export function callOf(node: JsonNode): Call | string {
  if (node.kind !== "object") return 'A call is an object: { "tool": …, "arguments": … } or a JSON-RPC request.';
  return node.members.has("method") ? requestOf(node.members) : shorthandOf(node.members);
}

type Members = ReadonlyMap<string, JsonNode>;

const shorthandOf = (members: Members): Call | string => {
  const unknown = [...members.keys()].find((name) => !shorthands.includes(name));
  if (unknown !== undefined) return `A call has no field ${JSON.stringify(unknown)}.${didYouMean(unknown, shorthands)}`;
  const named = ["tool", "prompt", "resource"].filter((name) => members.has(name));
  if (named.length !== 1) return 'A call names one "tool", "prompt" or "resource".';
  if (named[0] === "resource" && members.has("arguments")) return "A resource takes no arguments.";
  const name = members.get(named[0]!);
  if (name?.kind !== "string") return `The field "${named[0]}" is a string.`;
  return call(named[0] as "tool", name.value, members.get("arguments"));
};

const shorthands = ["tool", "prompt", "resource", "arguments"];

const methods = {
  "tools/call": ["tool", "name"],
  "prompts/get": ["prompt", "name"],
  "resources/read": ["resource", "uri"],
} as const;

const requestOf = (members: Members): Call | string => {
  const method = members.get("method");
  const found = Object.entries(methods).find(([name]) => method?.kind === "string" && method.value === name);
  if (found === undefined) return `A policy decides on the methods ${Object.keys(methods).join(", ")}.`;
  const [, [kind, field]] = found;
  const params = members.get("params");
  const name = params?.kind === "object" ? params.members.get(field) : undefined;
  if (params?.kind !== "object" || name?.kind !== "string") return `The request has no "params" with a string "${field}".`;
  return call(kind, name.value, params.members.get("arguments"));
};

const call = (kind: "tool" | "prompt" | "resource", name: string, args: JsonNode | undefined): Call => {
  if (kind === "resource") return { kind, uri: name };
  return { kind, name, ...(args === undefined ? {} : { arguments: args }) };
};
