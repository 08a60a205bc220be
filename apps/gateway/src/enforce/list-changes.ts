import { type CompiledPolicy, visible } from "@portcullis/policy";
import { objectMember } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import type { Tenant } from "../tenant/tenants.ts";

type ChangingList = "tools" | "prompts" | "resources";

/**
 * F6: the messages that tell the caller of a lasting stream that a list of its own is another one now: what it may see of it has changed with the
 * policy or the server's tools. None for a list that a modern client did not ask to be told of.
 */
export function listChanges(x: Exchange, before: Tenant, now: Tenant): string[] {
  return LISTS.filter((list) => viewOf(before, list) !== viewOf(now, list) && wants(x, list)).map((list) => {
    const params = x.era === "modern" ? `,"params":{"_meta":{"io.modelcontextprotocol/subscriptionId":${x.requestId!.text}}}` : "";
    return `{"jsonrpc":"2.0","method":"notifications/${list}/list_changed"${params}}`;
  });
}

/** Equal as long as the caller sees the same. The gateway does not know a server's prompts and resources, so their rules stand for them. */
function viewOf({ snapshot, toolDigests }: Tenant, list: ChangingList): string {
  const compiled = snapshot?.compiled;
  if (compiled === undefined) return "";
  if (list === "tools")
    return JSON.stringify(
      [...toolDigests]
        .flatMap(([name, digest]) => (visible(compiled, name) ? [`${name} ${Buffer.from(digest).toString("base64")}`] : []))
        .sort(),
    );
  return rulesOf(compiled[list]);
}

function rulesOf({ deny, allow, otherwise }: CompiledPolicy["prompts"]): string {
  return JSON.stringify([deny.map(({ glob }) => glob), allow.map(({ glob, answer }) => [glob, answer.effect]), otherwise.effect]);
}

function wants({ era, message }: Exchange, list: ChangingList): boolean {
  if (era === "legacy") return true;
  const asked = message?.kind === "request" ? objectMember(message.params, "notifications")?.members.get(`${list}ListChanged`) : undefined;
  return asked?.kind === "boolean" && asked.value;
}

const LISTS: readonly ChangingList[] = ["tools", "prompts", "resources"];
