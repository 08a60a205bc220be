import type { Outcome } from "@portcullis/control-plane/gateway";
import { denialCode, type MessageId, rpcError } from "@portcullis/protocol";
import { DialError } from "@portcullis/upstream/dialer";

/** Why there is no answer to relay: a sentence for the caller, a note for the operator, and what the record says. */
export type Failure = { status: 502 | 503 | 504; sentence: string; operator: string; outcome: Outcome };

/** The gateway's own error in the place of an answer, with the decision's id as the reference (security.md 3): Activity and the operator's log know it. */
export function failureBody({ requestId, decisionId }: Failed, { status, sentence }: Failure): Uint8Array {
  const code = status === 503 ? denialCode("unavailable") : -32603;
  if (decisionId === undefined) return rpcError(requestId, code, sentence);
  return rpcError(requestId, code, `${sentence} Reference: ${decisionId}.`, { "io.portcullis/reference": decisionId });
}

type Failed = { readonly requestId: MessageId | undefined; readonly decisionId: string | undefined };

/** The failure behind an error of the connection. `sent`: a byte of the request may have left, so the call may have run. */
export function failureOf(error: unknown, sent: boolean): Failure {
  if (error instanceof DialError && !sent) {
    const status = error.code === "connect_timeout" ? 504 : 502;
    return {
      status,
      sentence: "The registered server could not be reached; nothing was sent to it.",
      operator: `${error.code}: ${error.operator}`,
      outcome: "not_sent",
    };
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const operator = error instanceof Error ? `${code} ${error.message}`.trim() : String(error);
  if (code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT" || code === TOO_SLOW) {
    return { status: 504, sentence: "The registered server did not answer in time. The call may have run.", operator, outcome: "timeout" };
  }
  if (!sent)
    return { status: 502, sentence: "The registered server could not be reached; nothing was sent to it.", operator, outcome: "not_sent" };
  return { status: 502, sentence: "The connection to the registered server broke. The call may have run.", operator, outcome: "unknown" };
}

/** Does it say that the server is not there? An address that nobody opened and a broken connection do not. */
export function isOutage(error: unknown, { outcome }: Failure): boolean {
  if (outcome === "timeout") return true;
  return error instanceof DialError && error.code !== "address_refused" && error.code !== "url_refused";
}

/** An answer that came and that may not be delivered. Nothing of it reaches the client. */
export const unreadable = (operator: string): Failure => ({
  status: 502,
  sentence: "The registered server gave an answer that is not a sound MCP message. The call may have run.",
  operator,
  outcome: "unknown",
});

export const tooLarge = (bytesMax: number): Failure => ({
  status: 502,
  sentence: `The registered server's answer is larger than ${bytesMax} bytes. The call may have run.`,
  operator: "the answer is over the size limit",
  outcome: "unknown",
});

/** The budget for bytes in memory is used up. */
export const noRoom: Failure = {
  status: 503,
  sentence: "The gateway holds as many bytes as it may, so the registered server's answer was dropped. The call may have run.",
  operator: "no room for the answer: LIMIT_BUFFERED_BYTES",
  outcome: "unknown",
};

/** Section 8.3: an open stream ends with what it was opened by, and a call that is under way on it too. */
export const revoked: Failure = {
  status: 502,
  sentence: "The access of this call was ended, or what it called was stopped, while it ran. The call may have run.",
  operator: "the grant ended, or a switch was set, while the answer was streamed",
  outcome: "unknown",
};

/** The gateway's own limit for a whole call. */
export class TooSlow extends Error {
  readonly code = TOO_SLOW;
}

/** Nothing was sent: the request got its connection when its decision did not hold any more. */
export class TooLate extends Error {}

const TOO_SLOW = "TOO_SLOW";
