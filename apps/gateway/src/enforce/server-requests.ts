import { allowsServerRequest, type ServerRequestKind } from "@portcullis/policy";
import type { Exchange } from "../exchange.ts";

/** F7: may a server ask the client this? Kinds are withheld or passed as the policy's `server_requests` has it. */
export function mayAsk(x: Exchange, method: string): boolean {
  const kind = KIND.get(method);
  const compiled = x.tenant!.snapshot?.compiled;
  return kind !== undefined && compiled !== undefined && allowsServerRequest(compiled, kind);
}

const KIND: ReadonlyMap<string, ServerRequestKind> = new Map([
  ["sampling/createMessage", "sampling"],
  ["roots/list", "roots"],
  ["notifications/roots/list_changed", "roots"],
  ["elicitation/create", "elicitation"],
  ["notifications/elicitation/complete", "elicitation"],
]);
