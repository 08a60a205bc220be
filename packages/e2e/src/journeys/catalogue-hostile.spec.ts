/** A catalogue with 200 tools of people who mean harm: nothing of theirs runs, leads away, or is hidden. */
import { hostileHost, hostileMark, hostileServers } from "../installation/hostile-servers.ts";
import { expect, test } from "./journey.ts";
import { bytesOf, publicPages } from "./public-pages.ts";

test("in a browser, on their pages and among search results", async ({ page, installation }) => {
  const site = publicPages(installation.urls.dashboard);
  const strayed: string[] = [];
  page.on("request", (request) => new URL(request.url()).host.includes(hostileHost) && strayed.push(request.url()));
  page.on("dialog", (dialog) => strayed.push(dialog.message()));
  const servers = hostileServers.map((_, index) => `/catalogue/hostile-${index + 1}`);
  const tools: string[] = [];
  for (const [index, path] of servers.entries()) {
    const links = site.linksIn((await site.read(path)).html).filter((href) => href.startsWith(`${path}/`) && !href.endsWith(".md"));
    expect(links.length, path).toBe(25);
    // Three of each server, so that over all servers nearly every text has its turn.
    tools.push(...[0, 1, 2].map((turn) => links[(index * 3 + turn) % links.length] as string));
  }
  for (const path of [
    ...servers.slice(0, 4),
    ...tools,
    "/catalogue?q=hostile",
    "/catalogue?q=hostile&of=tools",
    "/catalogue?of=tools&q=script",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await page.evaluate((mark) => mark in globalThis, hostileMark), path).toBe(false);
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(path);
  }
  expect(strayed).toEqual([]);
});

test("over HTTP, each of the 200 pages and its twin", async ({ installation }) => {
  const site = publicPages(installation.urls.dashboard);
  const links = new Set<string>();
  for (const [index] of hostileServers.entries()) {
    const path = `/catalogue/hostile-${index + 1}`;
    for (const href of site.linksIn((await site.read(path)).html))
      if (href.startsWith(`${path}/`) && !href.endsWith(".md")) links.add(href);
  }
  expect(links.size).toBe(200);
  const wrong: string[] = [];
  const slow = site.isDevelopment((await site.read("/attacks")).html);
  await site.each(slow ? [...links].filter((_, index) => index % 9 === 0) : [...links], async (path) => {
    const { status, html } = await site.read(path);
    if (status !== 200) return wrong.push(`${path}: ${status}`);
    if (obeyed.test(tagsOf(html))) wrong.push(`${path}: markup`);
    if (!site.isDevelopment(html) && bytesOf(html) > 60_000) wrong.push(`${path}: ${bytesOf(html)} bytes`);
    const twin = await site.read(`${path}.md`);
    if (twin.status !== 200) wrong.push(`${path}.md: ${twin.status}`);
    for (const [name, text] of [
      ["page", html.replaceAll(/<script.*?<\/script>/gs, "")],
      ["twin", twin.html],
    ] as const) {
      const [hidden] = invisible.exec(text) ?? [];
      if (hidden) wrong.push(`${path} ${name}: hidden U+${hidden.codePointAt(0)?.toString(16)}`);
    }
  });
  expect(wrong).toEqual([]);
});

/** The tags alone, with what stands in their attributes left out: a name that is only quoted there does nothing. */
const tagsOf = (html: string) =>
  (html.replaceAll(/(<script[^>]*>).*?<\/script>/gs, "$1").match(/<[a-z]+(?:[^>"]|"[^"]*")*>/gi) ?? [])
    .join("\n")
    .replaceAll(/"[^"]*"/g, (value) => (/^"(?:https?:)?\/\//.test(value) ? value : '""'));
const obeyed = new RegExp(`^<script>|\\son[a-z]+=|^<(?:link|base|form|iframe)[^\n]*//${hostileHost}`, "im");

/** Controls, format marks, tags, surrogates and fillers; line ends and tabs are seen. */
const invisible = /[^\P{C}\n\r\t]|\u3164/u;
