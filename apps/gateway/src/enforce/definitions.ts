import { hash } from "node:crypto";
import type { SeenTool } from "@portcullis/control-plane/gateway";
import { canonicalize, type JsonArray, type JsonNode, stringMember } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { BoundedMap } from "../tenant/bounded-map.ts";

/**
 * Compares what a list shows with what is stored of the server's tools (F8): by the digest that discovery pins, of the element's own bytes. Whatever is new or
 * different is noted: it is out of reach at once, and `x.sighting` ends when it is written down. An element that cannot be compared is another one.
 * @returns whether an element is the definition that is stored, and no other element of its name is anything else
 */
export function storedDefinitions(x: Exchange, bytes: Uint8Array, array: JsonArray): (element: JsonNode) => boolean {
  const { grant, route, known } = x.tenant!;
  const digests = digestsOf(route.serverId, bytes, array);
  const unlike = new Map<string, SeenTool>();
  for (const [index, element] of array.items.entries()) {
    const name = nameOf(element);
    const digest = digests[index];
    if (name === undefined || digest === undefined) continue;
    const stored = known.get(name);
    if (stored?.seen !== digest) unlike.set(name, { name, definition: textOf(bytes, element), digest });
  }
  // A list that shows again what was accepted before proves nothing: it may be older than what was seen since.
  const seen = [...unlike.values()].filter(({ name, digest }) => known.get(name)?.accepted !== digest && isStorable(name));
  if (seen.length > 0) {
    const place = { organizationId: grant.organizationId, serverId: route.serverId, revision: route.revision, known };
    x.sighting = x.deps.quarantine.saw(place, seen);
  }
  return (element) => {
    const name = nameOf(element);
    return name !== undefined && known.has(name) && !unlike.has(name);
  };
}

/** By element. One that cannot be read whole has a digest that no definition has. */
function digestsOf(serverId: string, bytes: Uint8Array, array: JsonArray): readonly string[] {
  const whole = hash("sha256", bytes.subarray(array.start, array.end), "base64");
  const last = lists.get(serverId);
  if (last?.whole === whole) return last.digests;
  const digests = array.items.map(digestOf);
  lists.set(serverId, { whole, digests });
  return digests;
}

function digestOf(element: JsonNode): string {
  try {
    return hash("sha256", canonicalize(element), "hex");
  } catch {
    return "";
  }
}

const nameOf = (element: JsonNode): string | undefined => (element.kind === "object" ? stringMember(element, "name") : undefined);
const textOf = (bytes: Uint8Array, { start, end }: JsonNode): string => Buffer.from(bytes.subarray(start, end)).toString("utf8");
/** As discovery has it: other names are nobody's. */
const isStorable = (name: string): boolean => name !== "" && name.length <= 256 && !/[\0\p{Cs}]/u.test(name);

/** What a server lists is mostly what it listed before. */
const lists = new BoundedMap<string, { whole: string; digests: readonly string[] }>(1_000);
