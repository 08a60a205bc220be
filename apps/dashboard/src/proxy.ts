import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { sessionCookieName } from "./auth/cookies.ts";
import { pathHeader } from "./auth/path-header.ts";
import { contentSecurityPolicy } from "./content-security-policy.ts";
import { env, isDevelopment } from "./env.ts";

/**
 * Runs before every page: redirects and headers, nothing else. Who may see what is decided below, by the verbs of the
 * control plane; a request that slipped past this file would gain nothing.
 */
export default function proxy(request: NextRequest) {
  const { dashboardUrl, secure } = env();
  const own = ownAddress(request, dashboardUrl);
  // Next takes all loopback names for one and would make the redirect a relative one, which ends where it began.
  if (own) return new NextResponse(`The dashboard is at ${own}\n`, { headers: { refresh: `0; url=${own}`, "content-type": "text/plain" } });
  if (request.method === "POST" && !takesForms.test(request.nextUrl.pathname)) return backToForm(request, dashboardUrl);
  if (/^\/o(\/|$)/.test(request.nextUrl.pathname) && !request.cookies.has(sessionCookieName(secure))) {
    const next = request.nextUrl.pathname + request.nextUrl.search;
    return NextResponse.redirect(new URL(`/sign-in?next=${encodeURIComponent(next)}`, dashboardUrl));
  }
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce, { development: isDevelopment(), secure });
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set(pathHeader, request.nextUrl.pathname + request.nextUrl.search);
  headers.set("content-security-policy", policy); // Next reads the nonce of its own scripts from here
  const twin = markdownTwin(request);
  const response = twin ? NextResponse.rewrite(twin, { request: { headers } }) : NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  if (publicPage.test(request.nextUrl.pathname))
    response.headers.append("link", `<${request.nextUrl.pathname}.md>; rel="alternate"; type="text/markdown"`);
  if (secure) response.headers.set("strict-transport-security", "max-age=31536000");
  return response;
}

// Named one by one: a page's address may end in .png too, and is a page all the same.
export const config = { matcher: ["/((?!_next/static/|_next/image|api/|schemas/|healthz$|icon\\.svg$).*)"] };

/** Where a form is sent to by the browser itself, on purpose. */
const takesForms = /^\/contact\/send$/;

/**
 * A form that the browser sent by itself, before the page's scripts were there: nobody reads it, and the page comes again. Forms are `post`
 * for this case, so that what was typed stands in no address, history or log.
 */
function backToForm({ nextUrl }: NextRequest, dashboardUrl: string): NextResponse {
  const page = new URL(dashboardUrl);
  // Set, not resolved, as below.
  page.pathname = nextUrl.pathname;
  page.search = nextUrl.search;
  return NextResponse.redirect(page, 303);
}

/** Pages that have a Markdown twin. Their segments have no letter that a header could not carry. */
const publicPage = /^\/(?:catalogue|attacks)(?:\/[\w.~-]+)*$|^\/(?:contact|scan)$/;

/** A public page's address with `.md` behind it is the page as Markdown: where the route is that writes it. */
function markdownTwin({ nextUrl }: NextRequest): URL | null {
  const [, page] = /^\/((?:catalogue|attacks)(?:\/[^/]+)*|contact|scan|index)\.md$/.exec(nextUrl.pathname) ?? [];
  return page === undefined ? null : new URL(`/markdown/${page}${nextUrl.search}`, nextUrl);
}

/** localhost and 127.0.0.1 are two origins to a browser: cookies and Origin checks need everybody at the configured one. */
function ownAddress(request: NextRequest, dashboardUrl: string): URL | null {
  const host = request.headers.get("host");
  const own = new URL(dashboardUrl);
  if (!host || request.method !== "GET" || host === own.host) return null;
  const asked = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : null;
  if (!asked || !isLoopback(asked) || !isLoopback(own) || asked.port !== own.port) return null;
  // Set, not resolved: a path that begins with two slashes would name another host.
  own.pathname = request.nextUrl.pathname;
  own.search = request.nextUrl.search;
  return own;
}

const isLoopback = ({ hostname }: URL) => ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
