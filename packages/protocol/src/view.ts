import { META_PREFIX } from "./members.ts";
import type { NotificationMessage, RequestMessage } from "./message.ts";
import { type JsonNode, type JsonObject, objectMember, stringMember } from "./tree.ts";

/** What policy judges (P10): kind, name or URI and arguments, the same in both eras. */
export type View =
  | { readonly kind: "tool" | "prompt"; readonly name: string; readonly arguments?: JsonNode }
  | { readonly kind: "resource"; readonly uri: string }
  | { readonly kind: "completion"; readonly ref: CompletionReference }
  | { readonly kind: "listen"; readonly uris: readonly string[] }
  /** The method is known but what it is about cannot be read: JSON-RPC error -32602. */
  | { readonly kind: "malformed"; readonly problem: string };

export type CompletionReference = { readonly kind: "prompt"; readonly name: string } | { readonly kind: "resource"; readonly uri: string };

/** The neutral view of a message; undefined for methods that are about no tool, prompt or resource. */
export function neutralView({ method, params }: RequestMessage | NotificationMessage): View | undefined {
  switch (method) {
    case "tools/call":
      return named("tool", params);
    case "prompts/get":
      return named("prompt", params);
    case "resources/read":
    case "resources/subscribe":
    case "resources/unsubscribe":
    case "notifications/resources/updated": {
      const uri = stringMember(params, "uri");
      return uri === undefined ? malformed("params.uri is not a string") : { kind: "resource", uri };
    }
    case "completion/complete":
      return completion(params);
    case "subscriptions/listen":
      return listen(params);
    default:
      return undefined;
  }
}

/** Name and version as the client says: recorded and matched, never granted on. Modern: `_meta`; legacy: `initialize` alone. */
export function clientOf(message: RequestMessage | NotificationMessage): { readonly name?: string; readonly version?: string } | undefined {
  const info =
    objectMember(message.meta, `${META_PREFIX}clientInfo`) ??
    (message.method === "initialize" ? objectMember(message.params, "clientInfo") : undefined);
  return info === undefined ? undefined : { name: stringMember(info, "name"), version: stringMember(info, "version") };
}

function named(kind: "tool" | "prompt", params: JsonObject | undefined): View {
  const name = stringMember(params, "name");
  return name === undefined ? malformed("params.name is not a string") : { kind, name, arguments: params?.members.get("arguments") };
}

function completion(params: JsonObject | undefined): View {
  const ref = objectMember(params, "ref");
  const type = stringMember(ref, "type");
  if (type === "ref/prompt") {
    const name = stringMember(ref, "name");
    return name === undefined ? malformed("params.ref.name is not a string") : { kind: "completion", ref: { kind: "prompt", name } };
  }
  if (type === "ref/resource") {
    const uri = stringMember(ref, "uri");
    return uri === undefined ? malformed("params.ref.uri is not a string") : { kind: "completion", ref: { kind: "resource", uri } };
  }
  return malformed("params.ref.type is not known");
}

function listen(params: JsonObject | undefined): View {
  const filter = objectMember(params, "notifications");
  if (filter === undefined) return malformed("params.notifications is not an object");
  const subscriptions = filter.members.get("resourceSubscriptions");
  if (subscriptions === undefined) return { kind: "listen", uris: [] };
  if (subscriptions.kind !== "array") return malformed(BAD_SUBSCRIPTIONS);
  const uris: string[] = [];
  for (const item of subscriptions.items) {
    if (item.kind !== "string") return malformed(BAD_SUBSCRIPTIONS);
    uris.push(item.value);
  }
  return { kind: "listen", uris };
}

function malformed(problem: string): View {
  return { kind: "malformed", problem };
}

const BAD_SUBSCRIPTIONS = "params.notifications.resourceSubscriptions is not an array of strings";
