/**
 * The address a request came from, for throttling. The last entry of X-Forwarded-For is the one that the nearest proxy,
 * or Next's own server, has written; the ones before it are whatever the client claims.
 */
export function sourceOf(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "unknown";
}
