/** The public pages as programs read them: every page of the site map, its size, its links, its twin and its picture. */
import { expect, test } from "./journey.ts";
import { bytesOf, type PublicPage, publicPages } from "./public-pages.ts";

const logout = "/catalogue/zabbix/zabbix_logout";

let site: PublicPage;
test.beforeAll(async ({ installation }) => {
  site = publicPages(installation.urls.dashboard);
});

test("every page of the site map is there in under 60 kB, names itself, and no link of it leads nowhere", async () => {
  const paths = await site.all();
  expect(paths.length).toBeGreaterThan(500);
  expect(paths).toContain(logout);
  const linked = new Set<string>();
  const wrong: string[] = [];
  await site.each(paths, async (path) => {
    const { status, html } = await site.read(path);
    if (status !== 200) return wrong.push(`${path}: ${status}`);
    if (!site.isDevelopment(html) && bytesOf(html) > 60_000) wrong.push(`${path}: ${bytesOf(html)} bytes`);
    if (!html.includes(`rel="canonical" href="${site.base}${path === "/" ? "" : path}`)) wrong.push(`${path}: no canonical address`);
    for (const link of site.linksIn(html)) linked.add(link);
  });
  const known = new Set(paths);
  const rest = [...linked].filter((path) => !known.has(path) && !path.startsWith("/use?") && !path.endsWith(".md"));
  await site.each(rest, async (path) => {
    const { status } = await site.read(path);
    if (status !== 200) wrong.push(`link ${path}: ${status}`);
  });
  expect(wrong).toEqual([]);
});

test("each kind of page has its twin, its data and its picture; what is not there is not found", async () => {
  for (const path of ["/catalogue", "/catalogue/zabbix", logout, "/attacks", "/attacks/runaway-loop", "/contact", "/scan"]) {
    const { html, headers } = await site.read(path);
    expect(headers.get("link"), path).toContain(`<${path}.md>; rel="alternate"`);
    for (const [, data] of html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)) JSON.parse(data as string);
    const twin = await site.read(`${path}.md`);
    expect(twin.headers.get("content-type"), path).toBe("text/markdown; charset=utf-8");
    expect(twin.html).toMatch(/^# /);
    const [, picture] = /property="og:image" content="([^"]+)"/.exec(html) ?? [];
    const drawn = await fetch(picture as string);
    expect([drawn.status, drawn.headers.get("content-type")], path).toEqual([200, "image/png"]);
  }
  for (const path of [
    "/catalogue/nobody",
    "/catalogue/zabbix/nothing",
    "/attacks/none",
    "/catalogue/zabbix?page=99",
    "/catalogue/nobody.md",
    "/sitemaps/x.xml",
  ])
    expect((await site.read(path)).status, path).toBe(404);
  expect((await site.read("/robots.txt")).html).toContain("/sitemap.xml");
  expect((await site.read("/llms.txt")).html).toContain("/catalogue.md");
});
