import fc from "fast-check";
import { csrfHeaders } from "./csrf.ts";
import { expect, keepStill, test } from "./journey.ts";
import { awake, enterPassword, newPlace, unique } from "./people.ts";
import { procedures } from "./procedures.ts";

const person = (name: string) => ({ name, email: `${unique("id")}@example.test`, password: "a long enough password" });
const pages = [
  "",
  "/servers",
  "/servers/new",
  "/policies",
  "/policies/new",
  "/grants",
  "/grants/new",
  "/connect",
  "/activity",
  "/members",
  "/audit",
  "/notifications",
  "/settings",
  "/settings/api-keys",
  "/profile",
];

test("ID-4: the session's cookie is closed to scripts and other sites, new at each sign-in, and a planted one opens nothing", async ({
  page,
  browser,
  baseURL,
}) => {
  const ida = person("Ida");
  const { slug } = await newPlace(page, baseURL ?? "", ida, unique("Cookie"));
  const cookieOf = async (context: typeof page.context extends () => infer C ? C : never) =>
    (await context.cookies()).find(({ name }) => name.endsWith("portcullis.session"));
  const first = await cookieOf(page.context());
  expect(first).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/", secure: (baseURL ?? "").startsWith("https:") });
  await page.goto("/sign-up");
  expect(await page.evaluate(() => document.cookie)).not.toContain("session");
  const planted = await keepStill(await browser.newContext({ baseURL }));
  await planted.addCookies([{ name: first?.name ?? "", value: "planted-by-somebody-else", url: baseURL ?? "" }]);
  const victim = await planted.newPage();
  await victim.goto(`/o/${slug}`);
  await expect(victim.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await enterPassword(victim, ida);
  await expect(victim).toHaveURL(/\/o\//);
  const second = await cookieOf(planted);
  expect(second?.value).not.toBe("planted-by-somebody-else");
  expect(second?.value).not.toBe(first?.value);
  await planted.close();
});

test("ID-5: no procedure that changes something takes a request from elsewhere, of another type, or by another method, or without this session's token", async ({
  page,
  playwright,
  baseURL,
}) => {
  const { slug } = await newPlace(page, baseURL ?? "", person("Cato"), unique("Forged"));
  const stranger = await playwright.request.newContext({ baseURL });
  const newcomer = { ...person("Dido"), organizationName: unique("Elsewhere") };
  expect((await stranger.post("/api/trpc/account.signUp", { headers: { origin: baseURL ?? "" }, data: newcomer })).ok()).toBe(true);
  const noToken = { origin: baseURL ?? "", "content-type": "application/json", "x-portcullis-organization": slug };
  const own: Record<string, string> = { ...noToken, ...(await csrfHeaders(page.request, baseURL ?? "")) };
  const { origin: _, ...noOrigin } = own;
  const forged: [string, Record<string, string>][] = [
    ["no origin", noOrigin],
    ["a foreign origin", { ...own, origin: "https://evil.example" }],
    ["an opaque origin", { ...own, origin: "null" }],
    ["a cross-site page", { ...own, "sec-fetch-site": "cross-site" }],
    ["a sibling site", { ...own, "sec-fetch-site": "same-site" }],
    ["plain text", { ...own, "content-type": "text/plain" }],
    ["a form", { ...own, "content-type": "application/x-www-form-urlencoded" }],
    ["another method by header", { ...own, "x-http-method-override": "PUT" }],
  ];
  const unconfirmed: typeof forged = [
    ["no token", noToken],
    ["another session's token", { ...noToken, ...(await csrfHeaders(stranger, baseURL ?? "")) }],
  ];
  const changing = procedures().filter(({ kind }) => kind === "mutation");
  expect(changing.length).toBeGreaterThan(25);
  const passed: string[] = [];
  for (const { path, door } of changing) {
    const statuses = await Promise.all(
      [...forged, ...(door === "public" ? [] : unconfirmed)].map(
        async ([name, headers]) => [name, (await page.request.post(`/api/trpc/${path}`, { headers, data: "{}" })).status()] as const,
      ),
    );
    passed.push(...statuses.filter(([, status]) => status !== 403).map(([name, status]) => `${path}, ${name}: ${status}`));
    const override = await page.request.get(`/api/trpc/${path}?input=%7B%7D`, { headers: { ...own, "x-http-method-override": "POST" } });
    if (override.status() !== 403) passed.push(`${path} by GET: ${override.status()}`);
  }
  for (const path of ["callback/credentials", "signout", "signin/credentials"]) {
    const status = (
      await page.request.post(`/api/auth/${path}`, { headers: { ...own, origin: "https://evil.example" }, data: "{}" })
    ).status();
    if (status !== 403) passed.push(`auth/${path}: ${status}`);
  }
  expect(passed).toEqual([]);
});

test("ID-6: every page and every answer carries the headers of security.md", async ({ page, baseURL }) => {
  const { slug } = await newPlace(page, baseURL ?? "", person("Hedda"), unique("Headers"));
  const always = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  };
  for (const path of ["/", "/sign-in", "/sign-up", "/forgot-password", ...pages.map((place) => `/o/${slug}${place}`)]) {
    const headers = (await page.request.get(path)).headers();
    expect.soft(headers, path).toMatchObject(always);
    const csp = headers["content-security-policy"] ?? "";
    for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "'strict-dynamic'", "form-action 'self'"])
      expect.soft(csp, path).toContain(part);
    expect.soft(csp.replace(/style-src-(attr|elem)[^;]*/g, ""), path).not.toContain("'unsafe-inline'");
    expect.soft(headers["x-powered-by"], path).toBeUndefined();
    if (path.startsWith("/o/")) expect.soft(headers["cache-control"], path).toMatch(/no-store/);
  }
  for (const path of ["/api/trpc/server.list", `/o/${slug}/audit/export`]) {
    const headers = (await page.request.get(path, { headers: { "x-portcullis-organization": slug } })).headers();
    expect.soft(headers, path).toMatchObject(always);
    expect.soft(headers["cache-control"], path).toContain("no-store");
  }
});

test("ID-7: without a session no spelling of a page or of its data gives away a byte of it", async ({
  page,
  playwright,
  baseURL,
  installation,
}) => {
  const canary = unique("Canary");
  const { slug, call } = await newPlace(page, baseURL ?? "", person(canary), unique("Closed"));
  await call("server.register", { name: canary, slug: "canary", url: installation.urls.sample });
  const stranger = await playwright.request.newContext({ baseURL });
  const spellings = (path: string) => [
    path,
    `${path}/`,
    `${path}.rsc`,
    `${path}.txt`,
    `${path}?_rsc=1`,
    path.replace("/o/", "/%6F/"),
    path.replace("/o/", "//o/"),
    `/_next/data/build${path}.json`,
  ];
  const ways: Record<string, string>[] = [
    {},
    { rsc: "1" },
    { rsc: "1", "next-router-prefetch": "1" },
    { rsc: "1", "next-router-segment-prefetch": "/_tree" },
    { "x-middleware-subrequest": "src/proxy:src/proxy:src/proxy:src/proxy:src/proxy" },
    { "x-middleware-prefetch": "1", purpose: "prefetch" },
    { "x-nextjs-data": "1", "x-matched-path": `/o/${slug}/servers` },
    { "x-forwarded-host": "localhost", "x-original-url": `/o/${slug}/servers`, "x-rewrite-url": `/o/${slug}/servers` },
  ];
  for (const place of ["", "/servers", "/servers/canary", "/members", "/audit", "/profile", "/audit/export"])
    for (const path of spellings(`/o/${slug}${place}`))
      await Promise.all(
        ways.map(async (headers) => {
          // Whole addresses: a path that starts with two slashes would be taken for a host.
          const answer = await stranger.get(`${baseURL}${path}`, { headers, maxRedirects: 0 });
          const leaked = (await answer.text()).includes(canary);
          expect.soft(leaked || answer.status() >= 500, `${path} ${JSON.stringify(headers)}: ${answer.status()}`).toBe(false);
        }),
      );
});

test("ID-8: an invitation opens once, for its address alone, and nobody gives or takes more than they have", async ({
  page,
  playwright,
  baseURL,
}) => {
  const { slug, call } = await newPlace(page, baseURL ?? "", person("Olga"), unique("Ranks"));
  const origin = { origin: baseURL ?? "" };
  const join = async (role: string) => {
    const guest = person(role);
    const { invitationUrl } = await call<{ invitationUrl: string }>("member.invite", { email: guest.email, role });
    const token = invitationUrl.split("/").at(-1);
    const request = await playwright.request.newContext({ baseURL });
    const other = await request.post("/api/trpc/account.signUp", { headers: origin, data: { ...person("Eve"), invitationToken: token } });
    expect(other.status(), "another mailbox").toBe(403);
    expect((await request.post("/api/trpc/account.signUp", { headers: origin, data: { ...guest, invitationToken: token } })).ok()).toBe(
      true,
    );
    const joined = { ...origin, ...(await csrfHeaders(request, origin.origin)) };
    const again = await request.post("/api/trpc/account.acceptInvitation", { headers: joined, data: { token } });
    expect(again.status(), "used twice").toBe(404);
    return request;
  };
  const admin = await join("admin");
  const viewer = await join("viewer");
  const headers = { ...origin, "x-portcullis-organization": slug };
  await call("organization.rename", { name: unique("Ranks") });
  const list = await (await page.request.get("/api/trpc/member.list", { headers })).json();
  const byRole = new Map<string, string>(list.result.data.json.map(({ role, userId }: { role: string; userId: string }) => [role, userId]));
  const post = async (request: typeof admin, path: string, data: unknown) =>
    (
      await request.post(`/api/trpc/${path}`, {
        headers: { ...headers, ...(await csrfHeaders(request, origin.origin)) },
        data: data as object,
      })
    ).status();
  expect(await post(admin, "member.invite", { email: "x@example.test", role: "owner" })).toBe(403);
  expect(await post(admin, "member.changeRole", { userId: byRole.get("admin"), role: "owner" })).toBe(403);
  expect(await post(admin, "member.changeRole", { userId: byRole.get("owner"), role: "viewer" })).toBe(403);
  expect(await post(admin, "member.remove", { userId: byRole.get("owner") })).toBe(403);
  expect(await post(viewer, "member.changeRole", { userId: byRole.get("viewer"), role: "admin" })).toBe(403);
  expect(await post(page.request, "member.changeRole", { userId: byRole.get("owner"), role: "viewer" }), "the last owner").toBe(409);
  expect(await post(page.request, "organization.leave", {}), "the last owner").toBe(409);
});

const payloads = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "</script><svg onload=alert(1)>",
  "javascript:alert(1)",
  "{{constructor.constructor('alert(1)')()}}",
  "<style>*{background:red}</style><a href=javascript:alert(1)>x</a>",
];

test("ID-10: what others named is text: nothing runs, nothing is reported, on every page that shows it", async ({
  page,
  baseURL,
  installation,
}) => {
  test.setTimeout(90_000);
  // The console of this browser is watched: a report of the content security policy fails the test, as any other error does.
  page.on("dialog", () => expect.soft("a script ran").toBe(""));
  const [one = "", two = "", three = "", four = "", five = "", six = ""] = payloads;
  const { slug, call } = await newPlace(page, baseURL ?? "", { ...person(one), name: one }, `${two}${unique("x")}`.slice(0, 90));
  await call("server.register", { name: three, slug: "hostile", url: installation.urls.sample });
  const { id } = await call<{ id: string }>("policy.create", {
    serverSlug: "hostile",
    name: four,
    document: JSON.stringify({
      version: "1",
      default: "deny",
      tools: { zabbix_logout: { action: "deny", reason: one } },
    }),
  });
  await call("policy.publish", { id, note: five });
  const { grant } = await call<{ grant: { id: string } }>("grant.issue", { label: six, access: [{ serverSlug: "hostile", policyId: id }] });
  await call("channel.create", { kind: "webhook", name: two, target: installation.urls.sample });
  for (const place of [...pages, "/servers/hostile", "/servers/hostile/settings", `/policies/${id}`, `/grants/${grant.id}`]) {
    await page.goto(`/o/${slug}${place}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect.soft(await page.locator("main script, main style, main img[src=x], main svg[onload]").count(), place).toBe(0);
  }
  await page.goto(`/o/${slug}/servers`);
  await awake(page);
  await expect(page.getByText(three).filter({ visible: true }).first()).toBeVisible();
});

test("ID-11: whatever is sent to a procedure, it is never the server's fault, and members that nobody knows are refused", async ({
  page,
  baseURL,
}, info) => {
  test.setTimeout(120_000);
  const { slug } = await newPlace(page, baseURL ?? "", person("Fay"), unique("Fuzz"));
  const own = { origin: baseURL ?? "", "content-type": "application/json", ...(await csrfHeaders(page.request, baseURL ?? "")) };
  const headers = { ...own, "x-portcullis-organization": slug };
  // Not those that end what the test stands on, nor what counts tries for this whole machine.
  const all = procedures().filter(
    ({ path }) => !/^(account\.(sign|request|reset|changePassword|slug)|organization\.(delete|leave|create))/.test(path),
  );
  const seed = Number(process.env.E2E_SEED ?? Date.now() % 1_000_000);
  info.annotations.push({ type: "seed", description: String(seed) });
  const word = fc.constantFrom(
    "id",
    "slug",
    "name",
    "label",
    "access",
    "document",
    "limit",
    "cursor",
    "before",
    "email",
    "role",
    "serverSlug",
    "grantId",
    "target",
    "kind",
    "headers",
    "url",
  );
  const value = fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      null,
      true,
      -1,
      1e308,
      2 ** 53,
      "",
      "\u0000",
      "../..",
      "' OR 1=1 --",
      { $gt: "" },
      { contains: "" },
      { set: [] },
      [],
      "01990000-0000-7000-8000-000000000000",
    ),
    fc.string({ maxLength: 40 }),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const input = fc.oneof(fc.dictionary(word, value, { maxKeys: 6 }), fc.jsonValue({ maxDepth: 2 }));
  const samples = fc.sample(input, { numRuns: all.length * 6, seed });
  const faults: string[] = [];
  const send = async (path: string, kind: "query" | "mutation", sample: unknown) => {
    const body = JSON.stringify(sample);
    const answer =
      kind === "mutation"
        ? await page.request.post(`/api/trpc/${path}`, { headers, data: body })
        : await page.request.get(`/api/trpc/${path}?input=${encodeURIComponent(body)}`, { headers });
    // A server that cannot be met is answered as a bad gateway: that is no fault of this side.
    if (answer.status() >= 500 && answer.status() !== 502) faults.push(`seed ${seed}, ${path}: ${answer.status()} for ${body}`);
  };
  for (let first = 0; first < samples.length; first += 8)
    await Promise.all(
      samples.slice(first, first + 8).map((sample, index) => {
        const { path, kind } = all[(first + index) % all.length] as (typeof all)[number];
        return send(path, kind, sample);
      }),
    );
  await Promise.all(all.filter(({ door }) => door === "tenant").map(({ path, kind }) => send(path, kind, { surplus: true })));
  expect(faults).toEqual([]);
});
