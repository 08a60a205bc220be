import { rpcError } from "@portcullis/protocol";
import type { Reply } from "../reply.ts";

/**
 * The 401 of every credential that opens nothing here: missing, unknown, expired, revoked, or of another server; the same bytes for all (J2, J3).
 * `invalid_token` only when one was sent, since some hosts start a login only without it. A value that looks like a variable nobody
 * expanded gets a hint (J6).
 */
export function challenge({ credentialSent, unexpandedVariable }: { credentialSent: boolean; unexpandedVariable: boolean }): Reply {
  if (!credentialSent) return MISSING;
  return unexpandedVariable ? UNEXPANDED : INVALID;
}

const replyOf = (challengeText: string, sentence: string): Reply =>
  Object.freeze({
    status: 401,
    body: rpcError(undefined, -32600, sentence),
    headers: ["www-authenticate", challengeText],
    effect: "deny" as const,
    reason: "unauthenticated",
    message: sentence,
    log: "bad_credential" as const,
  });

const MISSING = replyOf("Bearer", "Send a grant token as a Bearer credential.");
const INVALID = replyOf('Bearer error="invalid_token"', "This grant token opens nothing here.");
const UNEXPANDED = replyOf(
  'Bearer error="invalid_token", error_description="The token looks like a variable that the client did not expand"',
  "The token looks like a variable that the client did not expand.",
);
