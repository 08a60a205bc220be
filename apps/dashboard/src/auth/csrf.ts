import { createHmac, timingSafeEqual } from "node:crypto";
import { csrfSecret } from "../control-plane.ts";
import { currentSessionToken } from "./session.ts";

/** The header in which a page sends its token back. */
export const csrfHeader = "x-portcullis-csrf";

/**
 * The token that a state change of this request's session must bring (security.md, section 12); null without a session. It hangs on the
 * session's secret id alone: a new login has a new one, and nothing is stored. Pages get it from their layout; another site can read neither
 * the page nor the cookie.
 */
export async function currentCsrfToken(): Promise<string | null> {
  const sessionToken = await currentSessionToken();
  return sessionToken && csrfTokenOf(sessionToken, csrfSecret());
}

export const csrfTokenOf = (sessionToken: string, secret: string): string =>
  createHmac("sha256", secret).update(sessionToken).digest("base64url");

/** Whether the request brings the token, compared in constant time. Both null is no match: without a session nothing is confirmed. */
export function bringsToken(headers: Headers, own: string | null): boolean {
  const brought = Buffer.from(headers.get(csrfHeader) ?? "");
  const expected = Buffer.from(own ?? "");
  return expected.length > 0 && brought.length === expected.length && timingSafeEqual(brought, expected);
}
