import { NextRequest } from "next/server";
import { afterEach, expect, test, vi } from "vitest";
import proxy, { config } from "./proxy.ts";

vi.stubEnv("DATABASE_URL", "postgresql://127.0.0.1/none");
vi.stubEnv("PORTCULLIS_ROOT_KEY", Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 37 + 11) % 256)).toString("base64"));
vi.stubEnv("DASHBOARD_URL", "http://localhost:3000");
afterEach(() => vi.restoreAllMocks());

const matches = (path: string) => config.matcher.some((pattern) => new RegExp(`^${pattern}$`).test(path));
const asked = (path: string, host: string) => proxy(new NextRequest(`http://localhost:3000${path}`, { headers: { host } }));

test("every page gets the policy, also one whose address ends like a picture's", () => {
  expect(
    ["/", "/o/acme/servers/x.png", "/o/acme/icon.svg", "/invitations/a.woff2", "/healthz/x", "/api", "/_next/other"].map(matches),
  ).toEqual(Array(7).fill(true));
  expect(["/_next/static/chunks/a.js", "/api/trpc/server.list", "/healthz", "/icon.svg"].map(matches)).toEqual(Array(4).fill(false));
  expect(asked("/sign-in", "localhost:3000").headers.get("content-security-policy")).toContain("default-src 'none'");
});

test("another name of this machine leads to the dashboard's own, and nowhere else", () => {
  expect(asked("/sign-in?next=%2Fo", "127.0.0.1:3000").headers.get("refresh")).toBe("0; url=http://localhost:3000/sign-in?next=%2Fo");
  expect(asked("//evil.test/x", "127.0.0.1:3000").headers.get("refresh")).toBe("0; url=http://localhost:3000//evil.test/x");
});

test("a public page has a Markdown twin, and what only looks like one has not", () => {
  const twin = (path: string) => asked(path, "localhost:3000").headers.get("x-middleware-rewrite");
  expect(twin("/catalogue/zabbix/zabbix_logout.md")).toBe("http://localhost:3000/markdown/catalogue/zabbix/zabbix_logout");
  expect(twin("/catalogue.md?q=delete")).toBe("http://localhost:3000/markdown/catalogue?q=delete");
  expect(["/o.md", "/sign-in.md", "/catalogue/zabbix", "/x/catalogue.md", "/catalogue/a~2Emd"].map(twin)).toEqual(Array(5).fill(null));
});

test("a form that was sent before the scripts were there comes back empty; the contact form is taken", () => {
  const sent = (path: string) => {
    const body = new URLSearchParams({ email: "a@example.test", password: "hunter22" });
    return proxy(new NextRequest(`http://localhost:3000${path}`, { method: "POST", body, headers: { host: "localhost:3000" } }));
  };
  const back = sent("/sign-in?next=%2Fo%2Facme");
  expect([back.status, back.headers.get("location")]).toEqual([303, "http://localhost:3000/sign-in?next=%2Fo%2Facme"]);
  expect(sent("//evil.test/x").headers.get("location")).toBe("http://localhost:3000//evil.test/x");
  expect(sent("/contact/send").headers.get("x-middleware-next")).toBe("1");
});
