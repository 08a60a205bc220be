import { readSession, type StoredSession } from "@portcullis/control-plane";
import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { cache } from "react";
import { controlPlane, sessionSecret } from "../control-plane.ts";
import { env } from "../env.ts";
import { sessionCookieName, sessionMaxAgeSeconds } from "./cookies.ts";

/**
 * The stored session behind this request's cookie, or null. Asked of the database on every request, so that a revoked
 * session ends at once; once per request however many components ask.
 */
export const currentSession = cache(async (): Promise<StoredSession | null> => {
  const sessionToken = await currentSessionToken();
  return sessionToken ? readSession(controlPlane(), sessionToken) : null;
});

/** The control plane's opaque token out of the encrypted cookie. It never goes to the browser's scripts. */
export async function currentSessionToken(): Promise<string | null> {
  const jar = await cookies();
  const token = jar.get(sessionCookieName(env().secure))?.value;
  if (!token) return null;
  try {
    const claims = await decode({ token, secret: sessionSecret() });
    return typeof claims?.sessionToken === "string" ? claims.sessionToken : null;
  } catch {
    return null; // expired, forged, or made under another root key
  }
}

/** A Set-Cookie line that signs the browser in with a session the control plane has just made. */
export async function sessionCookie(userId: string, sessionToken: string): Promise<string> {
  const { secure } = env();
  const value = await encode({ token: { sub: userId, sessionToken }, secret: sessionSecret(), maxAge: sessionMaxAgeSeconds });
  const attributes = ["Path=/", "HttpOnly", "SameSite=Lax", `Max-Age=${sessionMaxAgeSeconds}`, ...(secure ? ["Secure"] : [])];
  return [`${sessionCookieName(secure)}=${value}`, ...attributes].join("; ");
}
