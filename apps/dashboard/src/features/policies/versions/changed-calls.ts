import type { JsonNode, PolicyDiff } from "@portcullis/policy";

export type ChangedCall = { key: string; name: string; args: string; was: string; is: string };

/** Sample calls that two policies decide differently: one for each tool and pair of reasons, the shortest. */
export function changedCalls(calls: PolicyDiff["calls"]): ChangedCall[] {
  const found = new Map<string, ChangedCall>();
  for (const { call, before, after } of calls) {
    const key = `${call.name} ${before.reason} ${after.reason}`;
    const args = call.arguments ? JSON.stringify(plain(call.arguments)) : "{}";
    const known = found.get(key);
    if (!known || args.length < known.args.length) found.set(key, { key, name: call.name, args, was: before.reason, is: after.reason });
  }
  return [...found.values()].slice(0, callsMax);
}

const callsMax = 200;

/** A node of the engine as the value that it stands for. */
function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case "object":
      return Object.fromEntries([...node.members].map(([name, member]) => [name, plain(member)]));
    case "array":
      return node.items.map(plain);
    case "number":
      return Number(node.text);
    case "string":
    case "boolean":
      return node.value;
    default:
      return null;
  }
}
