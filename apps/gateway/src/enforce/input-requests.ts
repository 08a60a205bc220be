import { type JsonObject, objectMember, readAnswer, stringMember } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { isDeclared } from "./client-capabilities.ts";
import { denied } from "./denial.ts";
import { mayAsk } from "./server-requests.ts";

/**
 * F7 under the modern era: a server asks the client inside its result. When it asks for anything that the policy withholds, or
 * that the client has not declared (C9), the whole result becomes a denial, since a part of it could not be completed.
 * @returns the denial that stands in its place; undefined when the result may pass
 */
export function withheldInput(x: Exchange, bytes: Uint8Array, result: JsonObject): Uint8Array | undefined {
  if (x.era !== "modern") return undefined;
  const asks = stringMember(result, "resultType") === "input_required" || result.members.has("inputRequests");
  if (!asks || (x.rule?.retryable === true && mayAskAll(x, bytes))) return undefined;
  const said = {
    reason: "default_deny",
    rule: "/server_requests",
    message: "The policy does not let this server ask the client for that.",
  };
  // The call itself has run as far as the server took it; what is refused is its question.
  x.judgement = { effect: "deny", ...said };
  return denied(x, { decision: "deny", ...said }).body;
}

/** The answer may have been read as an envelope only, so it is read once more. What cannot be understood is not asked. */
function mayAskAll(x: Exchange, bytes: Uint8Array): boolean {
  const read = readAnswer(bytes, "whole");
  if (!read.ok || read.body.kind !== "response") return false;
  const requests = read.body.result?.members.get("inputRequests");
  if (requests === undefined) return true;
  if (requests.kind !== "object") return false;
  return [...requests.members.keys()].every((key) => {
    const method = stringMember(objectMember(requests, key), "method");
    return method !== undefined && mayAsk(x, method) && isDeclared(x, method);
  });
}
