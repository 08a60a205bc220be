import {
  type Change,
  type JsonArray,
  type JsonObject,
  type ListName,
  type MethodRule,
  type ResponseMessage,
  spliceMessage,
} from "@portcullis/protocol";
import { withheldInput } from "../enforce/input-requests.ts";
import { isShown } from "../enforce/lists.ts";
import type { Exchange } from "../exchange.ts";

/**
 * The answer as this caller may see it: lists filtered (W5), and under the modern era never shared nor kept long (W6);
 * a denial in its place where the server asks the client for what the policy withholds.
 * The received bytes when nothing changes; undefined when it cannot be cut safely, and then it is not delivered.
 */
export function asSeenBy(x: Exchange, bytes: Uint8Array, message: ResponseMessage, rule: MethodRule | undefined): Uint8Array | undefined {
  const { result } = message;
  if (result === undefined) return bytes;
  const withheld = withheldInput(x, bytes, result);
  if (withheld !== undefined) return withheld;
  const changes: Change[] = [];
  const lists = rule === undefined ? listsByShape(result) : rule.list === undefined ? [] : [rule.list];
  for (const list of lists) {
    const array = result.members.get(list);
    if (array === undefined && rule === undefined) continue;
    if (array?.kind !== "array" || array.items.length > elementsMax) return undefined;
    if (!array.items.every((element) => isShown(x, list, element))) changes.push(filtered(x, list, array));
  }
  const caching = x.era === "modern" && rule?.cacheable === true ? cachingChange(result, rule) : undefined;
  if (caching !== undefined) changes.push(caching);
  if (changes.length === 0) return bytes;
  return spliceMessage(bytes, message.root, changes, { read: lists.length > 0 ? "whole" : "envelope" });
}

/** D5: on a GET stream the request of an answer is not known, so its shape decides. */
export function listsByShape(result: JsonObject): ListName[] {
  return LISTS.filter((list) => result.members.get(list)?.kind === "array");
}

const filtered = (x: Exchange, list: ListName, array: JsonArray): Change => ({ array, keep: (element) => isShown(x, list, element) });

/** G2, G4: grants share one URL, so no answer may be shared between them, and a list not kept for long. */
function cachingChange(result: JsonObject, rule: MethodRule): Change | undefined {
  const set: Record<string, string> = {};
  const scope = result.members.get("cacheScope");
  if (scope?.kind !== "string" || scope.value !== "private") set.cacheScope = '"private"';
  const ttl = result.members.get("ttlMs");
  const keptMs = ttl?.kind === "number" ? Number(ttl.text) : Number.NaN;
  if (!(keptMs >= 0)) set.ttlMs = "0";
  else if (keptMs > ttlMsMax && rule.method !== "resources/read") set.ttlMs = String(ttlMsMax);
  return Object.keys(set).length === 0 ? undefined : { object: result, set };
}

const LISTS: readonly ListName[] = ["tools", "prompts", "resources", "resourceTemplates"];
const elementsMax = 2_000;
const ttlMsMax = 5_000;
