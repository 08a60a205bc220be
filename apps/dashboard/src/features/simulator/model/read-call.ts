import type { Facts, PolicyRequest } from "@portcullis/policy";
import { clientOf, neutralView, readInbound } from "@portcullis/protocol";

export type CallText = { ok: true; request: PolicyRequest; client?: { name?: string; version?: string } } | { ok: false; problem: string };

/** A JSON-RPC message as the gateway reads it: what its strict scan refuses there is refused here, with the same sentence. */
export function readCall(message: string, facts: Facts): CallText {
  const read = readInbound(new TextEncoder().encode(message));
  if (!read.ok) return { ok: false, problem: read.failure.problem };
  if (read.body.kind === "batch") return { ok: false, problem: "This is a batch. Paste one message of it." };
  if (read.body.kind !== "request") return { ok: false, problem: "This is not a request: it has no id, or no method." };
  const view = neutralView(read.body);
  if (view === undefined)
    return { ok: false, problem: `No policy decides ${read.body.method}. Paste a tools/call, prompts/get or resources/read.` };
  const said = clientOf(read.body);
  const known = { ...facts, ...(said && { client: said }) };
  switch (view.kind) {
    case "tool":
    case "prompt":
      return {
        ok: true,
        request: { kind: view.kind, name: view.name, ...(view.arguments && { arguments: view.arguments }), facts: known },
        client: said,
      };
    case "resource":
      return { ok: true, request: { kind: "resource", uri: view.uri, facts: known }, client: said };
    case "malformed":
      return { ok: false, problem: view.problem };
    default:
      return { ok: false, problem: `The simulator decides calls, not ${read.body.method}.` };
  }
}

/** The message that a client would send for a call of a tool; `args` is JSON text and stays as it is spelled. */
export const messageOf = (tool: string, args: string): string =>
  `{ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": ${JSON.stringify(tool)}, "arguments": ${args.trim() || "{}"} } }`;
