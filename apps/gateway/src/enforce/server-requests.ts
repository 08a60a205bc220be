import type { Exchange } from "../exchange.ts";

/** F7: may a server ask the client this? Kinds are withheld or passed as the policy's `server_requests` has it. */
export function mayAsk(x: Exchange, method: string): boolean {
  const kind = KIND.get(method);
  if (kind === undefined) return false;
  const allowed = x.tenant!.snapshot?.serverRequests;
  return allowed === "all" || allowed?.has(kind) === true;
}

const KIND: ReadonlyMap<string, string> = new Map([
  ["sampling/createMessage", "sampling"],
  ["roots/list", "roots"],
  ["notifications/roots/list_changed", "roots"],
  ["elicitation/create", "elicitation"],
  ["notifications/elicitation/complete", "elicitation"],
]);
