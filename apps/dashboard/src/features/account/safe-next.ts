/** Where to go after signing in: a path of this dashboard, or the person's first organization. Never another site. */
export function safeNext(next: string | string[] | undefined): string {
  if (typeof next !== "string") return "/o";
  const here = "http://dashboard.invalid";
  if (!next.startsWith("/") || !URL.canParse(next, here)) return "/o";
  const url = new URL(next, here);
  return url.origin === here ? url.pathname + url.search : "/o";
}
