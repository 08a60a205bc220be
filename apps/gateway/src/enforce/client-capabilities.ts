import { type JsonObject, objectMember } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { mayAsk } from "./server-requests.ts";

/** What the client of this request says that a server may ask it; undefined when it says nothing. */
export function declaredCapabilities({ era, message, isInitialize }: Exchange): JsonObject | undefined {
  if (message === undefined || message.kind === "response") return undefined;
  if (era === "modern") return objectMember(message.meta, "io.modelcontextprotocol/clientCapabilities");
  return isInitialize ? objectMember(message.params, "capabilities") : undefined;
}

/** F7, W1: the declared ones that the policy withholds. Tasks are not served yet (D11). */
export function withheldCapabilities(x: Exchange, declared: JsonObject): string[] {
  const withheld: string[] = [];
  for (const name of declared.members.keys()) {
    const method = ASKED_BY.get(name);
    if (name === "tasks" || (method !== undefined && !mayAsk(x, method))) withheld.push(name);
  }
  return withheld;
}

const ASKED_BY: ReadonlyMap<string, string> = new Map([
  ["sampling", "sampling/createMessage"],
  ["elicitation", "elicitation/create"],
  ["roots", "roots/list"],
]);

/** The capability that a client declares to be asked this; undefined for what no client can be asked. */
export function capabilityOf(method: string): string | undefined {
  for (const [name, asks] of ASKED_BY) if (asks === method) return name;
  return undefined;
}

/** C9: has the client declared that it can be asked this? */
export function isDeclared(x: Exchange, method: string): boolean {
  const name = capabilityOf(method);
  return name !== undefined && declaredCapabilities(x)?.members.has(name) === true;
}
