import { type Change, type JsonArray, type JsonObject, objectMember, spliceMessage } from "@portcullis/protocol";
import { declaredCapabilities, withheldCapabilities } from "../enforce/client-capabilities.ts";
import { judgeView } from "../enforce/judge.ts";
import { cutExtensions } from "../enforce/server-capabilities.ts";
import type { Exchange } from "../exchange.ts";

/** What goes upstream: the received bytes, without what the server must not learn or ask for. Undefined: it could not be cut safely. */
export function upwardBody(x: Exchange): Uint8Array | undefined {
  const { message } = x;
  if (x.parts !== undefined && x.root !== undefined) return upwardBatch(x, x.parts, x.root);
  if (message === undefined || message.kind === "response") return x.body;
  const changes: Change[] = [];
  const capabilities = declaredCapabilities(x);
  if (capabilities !== undefined) {
    const cut = withheldCapabilities(x, capabilities);
    if (cut.length > 0) changes.push({ object: capabilities, cut });
    const extensions = cutExtensions(capabilities);
    if (extensions !== undefined) changes.push(extensions);
  }
  const state = ownState(x, message.params);
  if (state !== undefined) changes.push(state);
  const task = taskCut(x, message.params);
  if (task !== undefined) changes.push(task);
  const listening = unreadableCut(x, message.params);
  if (listening !== undefined) changes.push(listening);
  return changes.length === 0 ? x.body : spliceMessage(x.body, message.root, changes);
}

/** B8: as it came, but for what is cut from each of its messages. */
function upwardBatch(x: Exchange, parts: readonly Exchange[], root: JsonArray): Uint8Array | undefined {
  const changes = parts.flatMap((part) => {
    const cut = part.message?.kind === "request" ? taskCut(part, part.message.params) : undefined;
    return cut === undefined ? [] : [cut];
  });
  return changes.length === 0 ? x.body : spliceMessage(x.body, root, changes);
}

/** W2: the server gets its own state back, as it gave it. */
function ownState({ upstreamState }: Exchange, params: JsonObject | undefined): Change | undefined {
  if (upstreamState === undefined || params === undefined) return undefined;
  return { object: params, set: { requestState: JSON.stringify(upstreamState) } };
}

/** W4: tasks are not served yet, and a server without them ignores the member. */
function taskCut({ era, view }: Exchange, params: JsonObject | undefined): Change | undefined {
  return era === "legacy" && view?.kind === "tool" && params?.members.has("task") ? { object: params, cut: ["task"] } : undefined;
}

/** W3: of a listen request only the resources that the caller may read. */
function unreadableCut(x: Exchange, params: JsonObject | undefined): Change | undefined {
  if (x.view?.kind !== "listen" || x.view.uris.every((uri) => isReadable(x, uri))) return undefined;
  const array = objectMember(params, "notifications")?.members.get("resourceSubscriptions");
  return array?.kind === "array" ? { array, keep: (item) => item.kind === "string" && isReadable(x, item.value) } : undefined;
}

const isReadable = (x: Exchange, uri: string): boolean => judgeView(x, { kind: "resource", uri }).effect === "allow";
