import { type JsonObject, objectMember, readAnswer, rpcError, STATUS, stringMember } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { capabilityOf, isDeclared } from "./client-capabilities.ts";
import { denied } from "./denial.ts";
import { mayPutQuestion } from "./questions.ts";

/** What stands in the place of a result that the client must not get. */
export type Instead = { status: number; body: Uint8Array };

/** C9: does this result ask the client for something, or for another round? */
export const asksForInput = (result: JsonObject): boolean =>
  stringMember(result, "resultType") === "input_required" || result.members.has("inputRequests");

/**
 * F7 under the modern era: a server asks the client inside its result. When it asks for what the client has not declared, it gets the
 * error of the specification (C9); when it asks for anything that the policy withholds, the whole result becomes a denial, since a part of it
 * could not be completed.
 * @returns what stands in its place; undefined when the result may pass
 */
export function withheldInput(x: Exchange, bytes: Uint8Array, result: JsonObject): Instead | undefined {
  if (x.era !== "modern" || !asksForInput(result)) return undefined;
  const questions = questionsIn(bytes);
  const undeclared = x.rule?.retryable === true ? questions?.map(({ method }) => method).filter((method) => !isDeclared(x, method)) : [];
  const missing = (undeclared ?? []).map(capabilityOf);
  if (missing.length > 0 && missing.every((name) => name !== undefined)) return capabilityMissing(x, missing);
  const mayAll = questions?.every(({ method, params }) => mayPutQuestion(x, method, params)) === true;
  if (x.rule?.retryable === true && mayAll) return undefined;
  const said = {
    reason: "default_deny",
    rule: "/server_requests",
    message: "The policy does not let this server ask the client for that.",
  };
  // The call itself has run as far as the server took it; what is refused is its question.
  x.judgement = { effect: "deny", ...said };
  const { status, body } = denied(x, { decision: "deny", ...said });
  return body === undefined ? undefined : { status, body };
}

function capabilityMissing(x: Exchange, names: readonly string[]): Instead {
  const message = "The server asks for something that this client has not declared it can be asked for.";
  x.judgement = { effect: "deny", reason: "capability_missing", rule: "", message };
  const requiredCapabilities = Object.fromEntries(names.map((name) => [name, {}]));
  const { http, code } = STATUS.capability_missing;
  return { status: http, body: rpcError(x.requestId, code, message, { requiredCapabilities }) };
}

/** The answer may have been read as an envelope only, so it is read once more. Undefined: what it asks for cannot be understood. */
function questionsIn(bytes: Uint8Array): { method: string; params: JsonObject | undefined }[] | undefined {
  const read = readAnswer(bytes, "whole");
  if (!read.ok || read.body.kind !== "response") return undefined;
  const requests = read.body.result?.members.get("inputRequests");
  if (requests === undefined) return [];
  if (requests.kind !== "object") return undefined;
  const questions: { method: string; params: JsonObject | undefined }[] = [];
  for (const key of requests.members.keys()) {
    const question = objectMember(requests, key);
    const method = stringMember(question, "method");
    if (method === undefined) return undefined;
    questions.push({ method, params: objectMember(question, "params") });
  }
  return questions;
}
