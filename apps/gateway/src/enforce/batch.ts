import { methodDenial } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";

/** B8: the refused of a batch get their refusal, and the others that theirs went with them: none is forwarded. */
export function refuseBatch(parts: readonly Exchange[], replies: readonly (Reply | undefined)[]): Reply {
  const bodies: Uint8Array[] = [];
  for (const [index, part] of parts.entries()) {
    const reply = replies[index] ?? batchRefused(part, "Another message of the same batch was refused. Send this one alone.");
    const { effect, reason, rule = "", message = null } = reply;
    part.judgement = { effect, reason, rule, message };
    if (reply.body !== undefined && part.requestId !== undefined) bodies.push(reply.body);
  }
  const said = { effect: "deny", reason: "batch_refused" } as const;
  return bodies.length === 0 ? { status: 202, ...said } : { status: 200, body: joined(bodies), ...said };
}

/** 4030 whatever the method: it is the batch that is refused. */
export function batchRefused(part: Exchange, message: string): Reply {
  const denial = { decision: "deny", reason: "batch_refused", rule: "", message, policyVersion: part.tenant?.snapshot?.version } as const;
  const { reason, rule } = denial;
  const body = part.requestId === undefined ? undefined : methodDenial(part.requestId, denial);
  return { status: 200, body, effect: "deny", reason, rule, message };
}

/** The messages as one JSON array. */
export const joined = (bodies: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat([OPEN, ...bodies.flatMap((body, index) => (index === 0 ? [body] : [COMMA, body])), CLOSE]);

const [OPEN, COMMA, CLOSE] = [Buffer.from("["), Buffer.from(","), Buffer.from("]")];
