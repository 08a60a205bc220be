import { type Change, type JsonObject, type MethodRule, objectMember, SERVED_VERSIONS } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";

/** The two answers that say what a server can do. */
export const tellsCapabilities = ({ method }: MethodRule): boolean => method === "initialize" || method === "server/discover";

/**
 * C10, F6, F7 (W7): what is withheld or cannot be used by this caller at all is cut from what the server says of itself; that lists change is
 * added where the gateway can tell the client so.
 */
export function capabilityChanges(x: Exchange, result: JsonObject): Change[] {
  const changes: Change[] = [];
  const capabilities = objectMember(result, "capabilities");
  if (capabilities !== undefined) changes.push(...changesIn(x, capabilities));
  const versions = result.members.get("supportedVersions");
  const isServed = (version: string) => SERVED_VERSIONS.includes(version);
  if (versions?.kind === "array" && versions.items.some((item) => item.kind !== "string" || !isServed(item.value)))
    changes.push({ array: versions, keep: (item) => item.kind === "string" && isServed(item.value) });
  return changes;
}

/** F1: extensions that the gateway does not know may change what messages mean; they are cut from what either side declares. */
export function cutExtensions(capabilities: JsonObject): Change | undefined {
  const extensions = objectMember(capabilities, "extensions");
  const unknown = [...(extensions?.members.keys() ?? [])].filter((name) => !EXTENSIONS.has(name));
  return extensions === undefined || unknown.length === 0 ? undefined : { object: extensions, cut: unknown };
}

function changesIn(x: Exchange, capabilities: JsonObject): Change[] {
  const cut = [...capabilities.members.keys()].filter((name) => isUseless(x, name));
  const changes: Change[] = cut.length > 0 ? [{ object: capabilities, cut }] : [];
  const extensions = cutExtensions(capabilities);
  if (extensions !== undefined) changes.push(extensions);
  if (!canTell(x, capabilities)) return changes;
  for (const name of LISTS) {
    const list = objectMember(capabilities, name);
    const told = list?.members.get("listChanged");
    if (list !== undefined && !cut.includes(name) && !(told?.kind === "boolean" && told.value))
      changes.push({ object: list, set: { listChanged: "true" } });
  }
  return changes;
}

/** D11, F7: tasks are not served yet; prompts, resources and completions of them go when the policy lets none through. */
function isUseless(x: Exchange, name: string): boolean {
  if (name === "tasks") return true;
  const compiled = x.tenant!.snapshot?.compiled;
  if (compiled === undefined) return false;
  const isClosed = ({ allow, otherwise }: typeof compiled.prompts) => allow.length === 0 && otherwise.effect !== "allow";
  if (name === "prompts") return isClosed(compiled.prompts);
  if (name === "resources") return isClosed(compiled.resources);
  return name === "completions" && isClosed(compiled.prompts) && isClosed(compiled.resources);
}

/** A legacy client has a stream for it when it has a session; a modern one when the server takes listeners at all. */
function canTell({ era, opensSession }: Exchange, capabilities: JsonObject): boolean {
  if (era === "legacy") return opensSession;
  return LISTS.some((name) => {
    const list = objectMember(capabilities, name);
    return ["listChanged", "subscribe"].some((member) => {
      const told = list?.members.get(member);
      return told?.kind === "boolean" && told.value;
    });
  });
}

const LISTS = ["tools", "prompts", "resources"];
const EXTENSIONS: ReadonlySet<string> = new Set(["io.modelcontextprotocol/ui"]);
