import { createHmac } from "node:crypto";
import { canonicalize, type JsonNode, type JsonObject } from "@portcullis/protocol";
import { seal } from "@portcullis/upstream/dialer";
import { classify, isObject } from "./classify.ts";
import { namesCredential } from "./credential-names.ts";
import { holdsCredential } from "./credential-shapes.ts";

/** What an organization records of values, with the keys for it. names: nothing. */
export type ValueRecording =
  | { values: "names" }
  | { values: "hashed"; hashKey: HashKey }
  | { values: "encrypted"; hashKey: HashKey; dataKey: { version: number; key: Uint8Array } };
export type HashKey = { version: number; key: Uint8Array };

/** One value of a call, by its JSON pointer: as it is, hashed, sealed with others in `sealed`, or gone. */
export type ValueView = { keep: boolean | null | string } | { hash: string } | { sealed: true } | { dropped: "credential" };
/** What attempt.argument_view holds, as JSON. `sealed` opens to an object of C1 texts by pointer. */
export type ArgumentView = { values: Record<string, ValueView>; more?: number; sealed?: string };

/** Values that one call may bring into the record; what is beyond is counted. */
export const viewValuesMax = 100;
const sealedCharactersMax = 4_096;
/** Of all values of a call: records are sealed and exported by the page, which has to fit into memory. */
const sealedCharactersInAllMax = 32_768;

/**
 * What is recorded of a call's arguments: classified value by value, before anything is written. null: names only, or nothing to show.
 *
 * @param schema the tool's inputSchema, parsed; undefined where it is not known: then every value is hashed
 * @param place the row that it is written to: the sealed part opens nowhere else
 */
export function viewArguments(
  recording: ValueRecording,
  argumentsNode: JsonObject | undefined,
  schema: unknown,
  place: { organizationId: string; attemptId: string },
): string | null {
  if (recording.values === "names" || argumentsNode === undefined || argumentsNode.unread) return null;
  const view: ArgumentView = { values: {} };
  const toSeal: Record<string, string> = {};
  let [count, sealedCharacters] = [0, 0];
  walk(argumentsNode, { pointer: "", name: "", schema, underCredential: false }, ({ pointer, schema, underCredential }, value) => {
    count++;
    if (count > viewValuesMax) {
      view.more = count - viewValuesMax;
      return;
    }
    // The name has been looked at on the way here, once for all the values of a list.
    const found = underCredential && value.kind !== "boolean" && value.kind !== "null" ? "drop" : classify({ name: "", schema, value });
    if (found === "drop") view.values[pointer] = { dropped: "credential" };
    else if (found === "keep") view.values[pointer] = { keep: keptOf(value) };
    else {
      const text = canonicalize(value);
      if (
        found === "encrypt" &&
        recording.values === "encrypted" &&
        text.length <= sealedCharactersMax &&
        sealedCharacters + text.length <= sealedCharactersInAllMax
      ) {
        sealedCharacters += text.length;
        toSeal[pointer] = text;
        view.values[pointer] = { sealed: true };
      } else view.values[pointer] = { hash: hashOf(recording.hashKey, text) };
    }
  });
  if (count === 0) return null;
  if (recording.values === "encrypted" && Object.keys(toSeal).length > 0)
    view.sealed = seal(recording.dataKey, JSON.stringify(toSeal), viewPlace(place.organizationId, place.attemptId));
  return JSON.stringify(view);
}

/** Where a sealed view lives. */
export const viewPlace = (organizationId: string, attemptId: string) => ({
  organizationId,
  table: "attempt",
  column: "argument_view",
  rowId: attemptId,
});

/** The hash of a value's C1 text: 128 bits of HMAC-SHA-256 under the organization's key, with the key's version. */
export const hashOf = ({ version, key }: HashKey, text: string): string =>
  `v${version}.${createHmac("sha256", key).update(text).digest().subarray(0, 16).toString("base64url")}`;

type At = { pointer: string; name: string; schema: unknown; underCredential: boolean };

function walk(node: JsonNode, at: At, visit: (at: At, value: JsonNode) => void): void {
  if (node.kind === "object" && !node.unread) {
    for (const [name, member] of node.members)
      walk(
        member,
        {
          pointer: `${at.pointer}/${segmentOf(name)}`,
          name,
          schema: memberSchema(at.schema, name),
          underCredential: at.underCredential || namesCredential(name),
        },
        visit,
      );
  } else if (node.kind === "array" && !node.unread) {
    const items = isObject(at.schema) ? at.schema.items : undefined;
    for (const [index, item] of node.items.entries()) walk(item, { ...at, pointer: `${at.pointer}/${index}`, schema: items }, visit);
  } else if (node.kind !== "object" && node.kind !== "array") visit(at, node); // what was not read, nothing can be said of
}

const memberSchema = (schema: unknown, name: string): unknown => {
  if (!isObject(schema) || !isObject(schema.properties)) return undefined;
  return Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
};

/** A name can be a value in disguise: what looks like a credential does not become a pointer. */
const segmentOf = (name: string): string =>
  holdsCredential(name) ? "(dropped)" : name.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1");

function keptOf(value: JsonNode): boolean | null | string {
  return value.kind === "boolean" ? value.value : value.kind === "string" ? value.value : value.kind === "number" ? value.text : null;
}
