import {
  type Change,
  type JsonNode,
  type JsonObject,
  type ListName,
  type MethodRule,
  type ResponseMessage,
  spliceMessage,
} from "@portcullis/protocol";
import { storedDefinitions } from "../enforce/definitions.ts";
import { asksForInput, withheldInput } from "../enforce/input-requests.ts";
import { isShown } from "../enforce/lists.ts";
import { capabilityChanges, tellsCapabilities } from "../enforce/server-capabilities.ts";
import type { Exchange } from "../exchange.ts";
import { mayCarryState, stateBytesMax } from "../message/request-state.ts";

/** `status`: where the answer's own does not stand any more. */
export type Seen = { readonly body: Uint8Array; readonly status?: number };

/**
 * The answer as this caller may see it: lists filtered (W5), under the modern era never shared nor kept long (W6), capabilities as they can be used
 * here (W7), a server's state sealed (W8); a refusal in its place where the server asks the client for what it may not.
 * The received bytes when nothing changes; undefined when it cannot be cut safely, and then it is not delivered.
 */
export function asSeenBy(x: Exchange, bytes: Uint8Array, message: ResponseMessage, rule: MethodRule | undefined): Seen | undefined {
  const { result } = message;
  if (result === undefined) return { body: bytes };
  const withheld = withheldInput(x, bytes, result);
  if (withheld !== undefined) return withheld;
  const changes: Change[] = [];
  const lists = rule === undefined ? listsByShape(result) : rule.list === undefined ? [] : [rule.list];
  for (const list of lists) {
    const array = result.members.get(list);
    if (array === undefined && rule === undefined) continue;
    if (array?.kind !== "array" || array.items.length > elementsMax) return undefined;
    const isStored = list === "tools" ? storedDefinitions(x, bytes, array) : everything;
    const keep = (element: JsonNode) => isStored(element) && isShown(x, list, element);
    if (!array.items.every(keep)) changes.push({ array, keep });
  }
  if (rule !== undefined && tellsCapabilities(rule)) changes.push(...capabilityChanges(x, result));
  const set = x.era === "modern" && rule?.cacheable === true ? cachingMembers(result, rule) : {};
  const sealed = sealedState(x, result);
  if (sealed === "unsealable") return undefined;
  if (sealed !== undefined) set.requestState = JSON.stringify(sealed);
  if (Object.keys(set).length > 0) changes.push({ object: result, set });
  if (changes.length === 0) return { body: bytes };
  const body = spliceMessage(bytes, message.root, changes, { read: lists.length > 0 ? "whole" : depthOf(rule) });
  return body === undefined ? undefined : { body };
}

/** How much of an answer is read: all of it where something in it may be cut, else its envelope. */
export const depthOf = (rule: MethodRule | undefined): "whole" | "envelope" =>
  rule !== undefined && (rule.list !== undefined || tellsCapabilities(rule)) ? "whole" : "envelope";

/** W8: undefined when there is nothing to seal. */
function sealedState(x: Exchange, result: JsonObject): string | "unsealable" | undefined {
  const state = result.members.get("requestState");
  if (state === undefined || !mayCarryState(x) || !asksForInput(result)) return undefined;
  if (state.kind !== "string" || state.suspect || state.value.length > stateBytesMax) return "unsealable";
  return x.deps.requestStates.seal(x, state.value);
}

/** D5: on a GET stream the request of an answer is not known, so its shape decides. */
export function listsByShape(result: JsonObject): ListName[] {
  return LISTS.filter((list) => result.members.get(list)?.kind === "array");
}

const everything = () => true;

/** G2, G4: grants share one URL, so no answer may be shared between them, and a list not kept for long. */
function cachingMembers(result: JsonObject, rule: MethodRule): Record<string, string> {
  const set: Record<string, string> = {};
  const scope = result.members.get("cacheScope");
  if (scope?.kind !== "string" || scope.value !== "private") set.cacheScope = '"private"';
  const ttl = result.members.get("ttlMs");
  const keptMs = ttl?.kind === "number" ? Number(ttl.text) : Number.NaN;
  if (!(keptMs >= 0)) set.ttlMs = "0";
  else if (keptMs > ttlMsMax && rule.method !== "resources/read") set.ttlMs = String(ttlMsMax);
  return set;
}

const LISTS: readonly ListName[] = ["tools", "prompts", "resources", "resourceTemplates"];
const elementsMax = 2_000;
const ttlMsMax = 5_000;
