import type { Step } from "../conditions/path.ts";
import type { JsonNode } from "../json/node.ts";
import { followSchema } from "./schema-path.ts";

/**
 * The members of a call's arguments that the tool's input schema does not know, as JSON pointers (RFC 6901) into the arguments: a server may do anything
 * with them. What the schema leaves open is not looked into. At most 200 are named.
 */
export function unknownFields(inputSchema: unknown, args: JsonNode): string[] {
  const found: string[] = [];
  let left = nodesMax;
  const visit = (node: JsonNode, steps: readonly Step[], pointer: string): void => {
    const entries: [Step, string, JsonNode][] =
      node.kind === "object"
        ? [...node.members].map(([member, value]) => [{ member }, escaped(member), value])
        : node.kind === "array"
          ? node.items.map((value, index) => [{ index }, String(index), value])
          : [];
    for (const [step, name, value] of entries) {
      if (found.length >= foundMax || --left < 0) return;
      const path = [...steps, step];
      const { is } = followSchema(inputSchema, path);
      if (is === "absent") found.push(`${pointer}/${name}`);
      else if (is === "known") visit(value, path, `${pointer}/${name}`);
    }
  };
  if (inputSchema !== undefined) visit(args, [], "");
  return found;
}

const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
const nodesMax = 2_000;
const foundMax = 200;
