import { type Change, type JsonArray, type JsonObject, objectMember, spliceMessage } from "@portcullis/protocol";
import { declaredCapabilities, withheldCapabilities } from "../enforce/client-capabilities.ts";
import { judgeView } from "../enforce/judge.ts";
import { cutExtensions } from "../enforce/server-capabilities.ts";
import type { Exchange } from "../exchange.ts";

/** The body that goes upstream, and JSON pointers to what was changed in it. */
export type Upward = { readonly body: Uint8Array; readonly splices: readonly string[] };

/** What goes upstream: the received bytes, without what the server must not learn or ask for. Undefined: it could not be cut safely. */
export function upwardBody(x: Exchange): Upward | undefined {
  const { message } = x;
  if (x.parts !== undefined && x.root !== undefined) return upwardBatch(x, x.parts, x.root);
  if (message === undefined || message.kind === "response") return { body: x.body, splices: NONE };
  const changes: Change[] = [];
  const splices: string[] = [...x.arrivalSplices];
  const capabilities = declaredCapabilities(x);
  if (capabilities !== undefined) {
    const cut = withheldCapabilities(x, capabilities);
    const place = x.era === "modern" ? "/params/_meta/io.modelcontextprotocol~1clientCapabilities" : "/params/capabilities";
    if (cut.length > 0) changes.push({ object: capabilities, cut });
    splices.push(...cut.map((name) => `${place}/${name}`));
    const extensions = cutExtensions(capabilities);
    if (extensions !== undefined) {
      changes.push(extensions);
      splices.push(`${place}/extensions`);
    }
  }
  const state = ownState(x, message.params);
  const task = taskCut(x, message.params);
  const listening = unreadableCut(x, message.params);
  const add = (change: Change | undefined, place: string) => {
    if (change === undefined) return;
    changes.push(change);
    splices.push(place);
  };
  add(state, "/params/requestState");
  add(task, TASK);
  add(listening, "/params/notifications/resourceSubscriptions");
  return spliced(x, message.root, changes, splices);
}

function spliced(x: Exchange, root: JsonObject | JsonArray, changes: Change[], splices: readonly string[]): Upward | undefined {
  const body = changes.length === 0 ? x.body : spliceMessage(x.body, root, changes);
  return body === undefined ? undefined : { body, splices };
}

/** B8: as it came, but for what is cut from each of its messages. */
function upwardBatch(x: Exchange, parts: readonly Exchange[], root: JsonArray): Upward | undefined {
  const changes = parts.flatMap((part) => {
    const cut = part.message?.kind === "request" ? taskCut(part, part.message.params) : undefined;
    // Each message's record names what was cut from it.
    if (part.message !== undefined)
      part.upward = { body: x.body.subarray(part.message.root.start, part.message.root.end), splices: cut ? [TASK] : NONE };
    return cut === undefined ? [] : [cut];
  });
  return spliced(x, root, changes, NONE);
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

const NONE: readonly string[] = [];
const TASK = "/params/task";
