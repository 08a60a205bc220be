import type { MessageId } from "./message-id.ts";
import type { Era } from "./versions.ts";

/** What the client is told about a refusal (section 7 of the wire page). Nothing in it may quote arguments, other rules or hidden names. */
export interface Denial {
  readonly decision: "deny" | "limit" | "approval" | "unavailable";
  /** A reason code. */
  readonly reason: string;
  /** JSON pointer into the policy document, or "". */
  readonly rule: string;
  readonly policyVersion?: number;
  /** The rule's own sentence for the agent; left out, a fixed one stands in. */
  readonly message?: string;
  readonly retryAfterSeconds?: number;
  readonly approvalId?: string;
  readonly approvalUrl?: string;
}

/** A visible tool's call is refused by a tool result, so that the model reads why. HTTP 200. */
export function toolDenial(id: MessageId, era: Era, denial: Denial): Uint8Array {
  return answer(id, "result", {
    ...(era === "modern" ? { resultType: "complete" } : {}),
    isError: true,
    content: [{ type: "text", text: sentence(denial) }],
    _meta: { [DECISION_KEY]: decisionOf(denial) },
  });
}

/**
 * C9: the user of a modern client is sent to a page where the call is approved; the client's retry brings `requestState` back. HTTP 200.
 * @param key the question's name in `inputRequests`
 */
export function urlQuestion(
  id: MessageId,
  denial: Denial,
  { key, url, requestState }: { readonly key: string; readonly url: string; readonly requestState: string },
): Uint8Array {
  return answer(id, "result", {
    resultType: "input_required",
    inputRequests: {
      [key]: { method: "elicitation/create", params: { mode: "url", message: denial.message ?? FIXED_SENTENCES.approval, url } },
    },
    requestState,
    _meta: { [DECISION_KEY]: decisionOf(denial) },
  });
}

/** Any other governed method is refused by a JSON-RPC error with our own code. */
export function methodDenial(id: MessageId | undefined, denial: Denial): Uint8Array {
  return rpcError(id, denialCode(denial.decision), sentence(denial), { [DECISION_KEY]: decisionOf(denial) });
}

/** A hidden tool and one that does not exist get the same bytes but for the name that was asked for (F2). HTTP 200. */
export function unknownTool(id: MessageId, name: string): Uint8Array {
  return rpcError(id, -32602, `Unknown tool: ${name}`);
}

/** Unknown, removed and withheld methods. HTTP 404 in the modern era, 200 in the legacy one. */
export function methodNotFound(id: MessageId | undefined): Uint8Array {
  return rpcError(id, -32601, "Method not found");
}

/** A plain JSON-RPC error; without an id the member is left out, as the specification has it for unreadable requests. */
export function rpcError(id: MessageId | undefined, code: number, message: string, data?: Readonly<Record<string, unknown>>): Uint8Array {
  return answer(id, "error", data === undefined ? { code, message } : { code, message, data });
}

/** The JSON-RPC code of a refusal; all lie outside the ranges that the specification keeps for itself. */
export function denialCode(decision: Denial["decision"]): 4030 | 4280 | 4290 | 5030 {
  switch (decision) {
    case "deny":
      return 4030;
    case "approval":
      return 4280;
    case "limit":
      return 4290;
    case "unavailable":
      return 5030;
  }
}

const DECISION_KEY = "io.portcullis/decision";

const FIXED_SENTENCES: Readonly<Record<Denial["decision"], string>> = {
  deny: "The policy of this server does not allow this call.",
  limit: "A limit of the policy is used up.",
  approval: "A person has to approve this call first.",
  unavailable: "No decision could be made, so nothing was sent. Try again later.",
};

function sentence({ decision, message }: Denial): string {
  return `[POLICY DENIED] ${message ?? FIXED_SENTENCES[decision]}`;
}

/** Members that are undefined leave no trace in the JSON. */
function decisionOf(denial: Denial): Readonly<Record<string, unknown>> {
  return {
    decision: denial.decision,
    reason: denial.reason,
    rule: denial.rule,
    policy_version: denial.policyVersion,
    retry_after_seconds: denial.retryAfterSeconds,
    approval_id: denial.approvalId,
    approval_url: denial.approvalUrl,
  };
}

/** The id is put in as it was spelled: never through a value that could be respelled. */
function answer(id: MessageId | undefined, member: "result" | "error", value: unknown): Uint8Array {
  const idText = id === undefined ? "" : `"id":${id.text},`;
  return encoder.encode(`{"jsonrpc":"2.0",${idText}"${member}":${JSON.stringify(value)}}`);
}

const encoder = new TextEncoder();
