import type { CookiesOptions } from "next-auth";

/** How long the session cookie may live at most; the stored session decides before that (8 h idle, 7 days in all). */
export const sessionMaxAgeSeconds = 7 * 24 * 60 * 60;

/** Name of the session cookie. The __Host- prefix keeps other hosts of the domain from setting it, and exists on https only. */
export const sessionCookieName = (secure: boolean) => `${secure ? "__Host-" : ""}portcullis.session`;

/** next-auth's cookies under our names: all HttpOnly, SameSite=Lax, and Secure whenever the public URL is https. */
export function cookies(secure: boolean): Partial<CookiesOptions> {
  const prefix = secure ? "__Host-" : "";
  const cookie = (name: string, maxAge?: number) => ({
    name: `${prefix}portcullis.${name}`,
    options: { httpOnly: true, sameSite: "lax" as const, path: "/", secure, ...(maxAge ? { maxAge } : {}) },
  });
  return {
    sessionToken: cookie("session"),
    callbackUrl: cookie("callback-url"),
    csrfToken: cookie("csrf"),
    state: cookie("state", 900),
    nonce: cookie("nonce", 900),
    pkceCodeVerifier: cookie("pkce", 900),
  };
}
