import { beforeEach, expect, test, vi } from "vitest";
import { csrfHeader, csrfTokenOf } from "../../../../auth/csrf.ts";
import { csrfSecret } from "../../../../control-plane.ts";
import { appRouter } from "../../../../trpc/router/index.ts";
import { GET, POST } from "./route.ts";

/** Whose cookie the request carries. What a cookie opens is the control plane's to test; here it always opens. */
const signedIn = vi.hoisted(() => ({ as: null as string | null }));
vi.mock("../../../../auth/session.ts", () => ({
  currentSessionToken: async () => signedIn.as,
  currentSession: async () => signedIn.as && { id: signedIn.as, user: { id: "none", name: "Olga", email: "o@x.test" }, organizations: [] },
  sessionCookie: async () => "",
}));
vi.stubEnv("DATABASE_URL", "postgresql://127.0.0.1:1/none");
vi.stubEnv("PORTCULLIS_ROOT_KEY", Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 37 + 11) % 256)).toString("base64"));
vi.stubEnv("DASHBOARD_URL", "https://gate.example.com");
beforeEach(() => {
  signedIn.as = "session-one";
});

/** Who has no session yet, or proves who they are by a link: next-auth's or the Origin check is theirs. */
const open = ["account.requestPasswordReset", "account.resetPassword", "account.signUp"];
const changing = Object.entries(appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>)
  .filter(([, { _def }]) => _def.type !== "query")
  .map(([path]) => path);
const confirmed = changing.filter((path) => !open.includes(path));

const own = { origin: "https://gate.example.com", "sec-fetch-site": "same-origin", "content-type": "application/json" };
const tokenOf = (session: string) => ({ [csrfHeader]: csrfTokenOf(session, csrfSecret()) });
async function post(path: string, headers: Record<string, string>, body = "{}") {
  const request = new Request(`https://gate.example.com/api/trpc/${path}`, {
    method: "POST",
    body,
    headers: { ...headers, "content-length": String(body.length) },
  });
  return (await POST(request)).status;
}

test("every procedure that changes something is known to this test", () => {
  expect(changing.length).toBeGreaterThan(35);
  expect(open.filter((path) => !changing.includes(path))).toEqual([]);
});

test.each(confirmed)("ID-5: %s needs this session's token", async (path) => {
  const token = tokenOf("session-one");
  const forged: [string, Record<string, string>][] = [
    ["no token", own],
    ["an empty token", { ...own, [csrfHeader]: "" }],
    ["another session's token", { ...own, ...tokenOf("session-two") }],
    ["two tokens", { ...own, [csrfHeader]: `${token[csrfHeader]}, ${token[csrfHeader]}` }],
  ];
  for (const [name, headers] of forged) expect([name, await post(path, headers)]).toEqual([name, 403]);
  // Past the door, and no organization, no such input, or no database there.
  expect(await post(path, { ...own, ...token }, '{"surplus":1}')).not.toBe(403);
});

test.each(changing)("ID-5: %s takes nothing from elsewhere, of another type or by another method, whatever token it has", async (path) => {
  const good = { ...own, ...tokenOf("session-one") };
  const { origin: _, ...withoutOrigin } = good;
  const forged: [string, Record<string, string>][] = [
    ["no origin", withoutOrigin],
    ["a foreign origin", { ...good, origin: "https://evil.example" }],
    ["an opaque origin", { ...good, origin: "null" }],
    ["a sibling site", { ...good, "sec-fetch-site": "same-site" }],
    ["a cross-site page", { ...good, "sec-fetch-site": "cross-site" }],
    ["plain text", { ...good, "content-type": "text/plain" }],
    ["a form", { ...good, "content-type": "application/x-www-form-urlencoded" }],
    ["no type", { ...good, "content-type": "" }],
    ["a type that only begins alike", { ...good, "content-type": "application/json-seq" }],
    ["another method by header", { ...good, "x-http-method-override": "PUT" }],
  ];
  for (const [name, headers] of forged) expect([name, await post(path, headers)]).toEqual([name, 403]);
  const asked = new Request(`https://gate.example.com/api/trpc/${path}?input=%7B%7D`, {
    headers: { ...good, "x-http-method-override": "POST" },
  });
  expect((await GET(asked)).status).toBe(403);
  expect((await GET(new Request(asked.url, { headers: good }))).status).toBe(405);
});

test("a batch is no way around", async () => {
  const [one = "", two = ""] = confirmed;
  expect(await post(`${one},${two}?batch=1`, own, '{"0":{},"1":{}}')).toBe(403);
});

test("without a session the answer is to sign in, whatever token is brought", async () => {
  signedIn.as = null;
  expect(await post("grant.revoke", { ...own, ...tokenOf("session-one") })).toBe(401);
});
