import type { InstallationEvent } from "@portcullis/control-plane/gateway";
import { type MessageId, rpcError, type Situation, STATUS, type WireError } from "@portcullis/protocol";

/** An answer that the gateway gives by itself; nothing was forwarded. */
export type Reply = {
  readonly status: number;
  readonly body?: Uint8Array;
  /** Name and value by turns. */
  readonly headers?: readonly string[];
  /** The connection closes behind it: what the client still sends is not read. */
  readonly close?: boolean;
  /** What the decision record says. */
  readonly effect: "allow" | "deny";
  readonly reason: string;
  readonly rule?: string;
  readonly message?: string;
  /** Where it is noted when it has no tenant. */
  readonly log?: InstallationEvent["kind"];
};

type Details = Partial<Pick<Reply, "headers" | "close" | "reason" | "log">> & { id?: MessageId; data?: Readonly<Record<string, unknown>> };

/** A refusal by the status map (protocol.md section 6). The sentence is the caller's; it quotes nothing of the message. */
export function refuse(situation: Situation, sentence: string, { id, data, reason = "malformed", ...rest }: Details = {}): Reply {
  const status: { http: number; code?: number } = STATUS[situation];
  return {
    status: status.http,
    body: rpcError(id, status.code ?? -32600, sentence, data),
    effect: "deny",
    reason,
    message: sentence,
    ...rest,
  };
}

/** A refusal that the protocol room has worded. */
export function refuseAs({ status, code, message, data }: WireError, id: MessageId | undefined, reason = "malformed"): Reply {
  return { status, body: rpcError(id, code, message, data), effect: "deny", reason, message };
}
