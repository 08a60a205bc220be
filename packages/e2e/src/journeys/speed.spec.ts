/**
 * How fast it feels, on a production build. Sizes are exact and held to the bar itself. Times depend on what else the machine does: each is
 * printed, and held to a multiple of its bar.
 */
import http from "node:http";
import type { BrowserContext, Page } from "@playwright/test";
import { acceptAllTools } from "./accept-tools.ts";
import { expect, test } from "./journey.ts";
import { observedOrganization } from "./observed-organization.ts";
import { awake, newPlace, unique } from "./people.ts";
import { wideServer } from "./wide-server.ts";

// A trace takes a picture of the whole page at every key: 14 ms of the page's own time, which no person pays.
test.use({ trace: "off" });

/** Initial JavaScript of a page, in bytes as they cross the wire. */
const INITIAL_BYTES_MAX = 220_000;

/** The editor's page carries more: editor, builder and engine come with it. */
const larger: readonly (readonly [RegExp, number])[] = [[/\/policies\/[0-9a-f-]{36}$/, 440_000]];
const bytesMax = (path: string) => larger.find(([pattern]) => pattern.test(path))?.[1] ?? INITIAL_BYTES_MAX;

test("a page needs no more than 220 kB of JavaScript, the editor's apart", async ({ page, context, browser, installation }) => {
  const { slug, policyId, grantId, client } = await observedOrganization(page, installation.urls);
  await client.close();
  const inside = ["", "/servers", "/servers/new", "/servers/zabbix", "/servers/zabbix/settings", "/policies", "/policies/new"]
    .concat(`/policies/${policyId}`, "/grants", "/grants/new", `/grants/${grantId}`, `/connect?grant=${grantId}`, "/inventory", "/activity")
    .concat("/approvals", "/activity/shadow", "/members", "/notifications", "/audit", "/settings", "/profile", "/use")
    .map((path) => `/o/${slug}${path}`);
  const outside = ["/", "/sign-in", "/sign-up", "/forgot-password", "/catalogue", "/attacks", "/scan", "/contact"];
  const stranger = await browser.newContext({ baseURL: installation.urls.dashboard });
  const sizes: [string, number][] = [];
  for (const path of outside) sizes.push([path, await initialBytes(stranger, installation.urls.dashboard, path)]);
  for (const path of inside) sizes.push([path, await initialBytes(context, installation.urls.dashboard, path)]);
  await stranger.close();
  console.log(sizes.map(([path, bytes]) => `${path}: ${(bytes / 1000).toFixed(1)} kB`).join("\n"));
  for (const [path, bytes] of sizes) expect.soft(bytes, path).toBeLessThanOrEqual(bytesMax(path));
});

const scriptBytes = new Map<string, number>();

/** What the document itself asks for, as it is sent compressed. `nomodule` scripts are for browsers of another age. */
async function initialBytes(context: BrowserContext, base: string, path: string): Promise<number> {
  const html = await (await context.request.get(path)).text();
  const tags = [...html.matchAll(/<script\b[^>]*? src="([^"]+)"[^>]*>/g)].filter(([tag]) => !/ nomodule/i.test(tag));
  const sources = new Set(tags.map(([, source]) => source as string));
  expect(sources.size, path).toBeGreaterThan(3);
  for (const source of sources) if (!scriptBytes.has(source)) scriptBytes.set(source, await sentBytes(new URL(source, base)));
  return [...sources].reduce((total, source) => total + (scriptBytes.get(source) ?? 0), 0);
}

const sentBytes = (url: URL) =>
  new Promise<number>((resolve, reject) => {
    const request = http.get(url, { headers: { "accept-encoding": "gzip" } }, async (response) => {
      let bytes = 0;
      for await (const chunk of response) bytes += chunk.length;
      resolve(bytes);
    });
    request.on("error", reject);
  });

test("going from section to section", async ({ page, baseURL, installation }) => {
  const person = { name: "Quinn", email: `${unique("quinn")}@example.test`, password: "a long enough password" };
  const { slug, call } = await newPlace(page, baseURL ?? "", person, unique("Swift"));
  await call("server.register", { name: "Zabbix", slug: "zabbix", url: installation.urls.sample });
  await acceptAllTools(page, baseURL ?? "", slug);
  await page.goto(`/o/${slug}`);
  await awake(page);
  const sections = ["Servers", "Policies", "Grants", "Inventory", "Activity", "Members"];
  for (const section of sections) await goTo(page, section); // each is loaded once
  const times: number[] = [];
  for (let turn = 0; turn < 30; turn++) times.push(await goTo(page, sections[turn % sections.length] as string));
  console.log(`section to section: ${distribution(times)}; bar: p95 200 ms`);
  expect(quantile(times, 0.5)).toBeLessThanOrEqual(600);
});

/** Milliseconds from the click, as the page has it, to the frame that shows the other heading. */
async function goTo(page: Page, section: string): Promise<number> {
  await page.evaluate((name) => {
    const seen = (since: number, settle: (milliseconds: number) => void) => {
      const heading = document.querySelector("main h1");
      if (heading?.textContent === name) settle(performance.now() - since);
      else requestAnimationFrame(() => seen(since, settle));
    };
    const shown = new Promise<number>((settle) => {
      document.addEventListener("click", (event) => seen(event.timeStamp, settle), { capture: true, once: true });
    });
    Object.assign(globalThis, { shown });
  }, section);
  await page.getByRole("navigation", { name: "Organization" }).getByRole("link", { name: section, exact: true }).click();
  return page.evaluate(() => (globalThis as unknown as { shown: Promise<number> }).shown);
}

test("the builder with 500 tools: soon there, and at once after each key", async ({ page, baseURL }) => {
  const person = { name: "Sol", email: `${unique("sol")}@example.test`, password: "a long enough password" };
  const { slug, call } = await newPlace(page, baseURL ?? "", person, unique("Wide"));
  const server = await wideServer(500);
  await call("server.register", { name: "Wide", slug: "wide", url: server.url });
  await server.close();
  await acceptAllTools(page, baseURL ?? "", slug, "wide");
  const document = JSON.stringify(
    { version: "1", default: "deny", tools: { get_item_0: {}, "list_*": {}, "@destructive": { action: "deny" } } },
    null,
    2,
  );
  const { id } = await call<{ id: string }>("policy.create", { serverSlug: "wide", name: "wide", document });
  // What tells of approvals stays open for good; without it the page is idle once it has fetched what it needs.
  await page.route("**/api/approvals/**", (route) => route.fulfill({ status: 204 }));
  await page.goto(`/o/${slug}/policies`);
  await awake(page);
  // Whoever chooses from a list has read it first; meanwhile the page fetches what may come next.
  await page.waitForLoadState("networkidle");

  const link = page.getByRole("link", { name: "wide", exact: true });
  const row = page.getByRole("combobox", { name: "State of get_item_0" });
  const since = performance.now();
  await link.click();
  await row.waitFor();
  const cold = performance.now() - since;
  await page.goto(`/o/${slug}/policies/${id}`);
  await row.waitFor();
  const again = await page.evaluate(() => performance.now());
  console.log(`builder with 500 tools: ready ${cold.toFixed(0)} ms after its link, ${again.toFixed(0)} ms after its address; bar 1000 ms`);

  const keys = await keyTimes(page, ["d", "a"], () => page.getByRole("button", { name: /^get_item_0/ }).focus());
  console.log(`builder, letters in the list: ${distribution(keys)}; bar: p95 50 ms`);
  const text = page.getByRole("textbox", { name: "Policy document" });
  const typed = await keyTimes(page, ["9", "Backspace"], async () => {
    await text.getByText("get_item_0", { exact: false }).last().click();
    await page.keyboard.press("Home");
    for (let at = 0; at < 11; at++) await page.keyboard.press("ArrowRight"); // behind the name, within its quotes
  });
  console.log(`builder, letters in the text: ${distribution(typed)}; bar: p95 50 ms`);
  expect(cold).toBeLessThanOrEqual(5000);
  expect(quantile(keys, 0.5)).toBeLessThanOrEqual(250);
  expect(quantile(typed, 0.5)).toBeLessThanOrEqual(250);
});

/** Milliseconds from each of 30 keys to the frame with another state of the tool, the keys taken in turn. */
async function keyTimes(page: Page, keys: readonly string[], start: () => Promise<void>): Promise<number[]> {
  await start();
  const times: number[] = [];
  for (let turn = 0; turn < 30; turn++) {
    await page.evaluate(() => {
      const state = () => document.querySelector<HTMLSelectElement>("select[aria-label='State of get_item_0']")?.value;
      const before = state();
      const changed = new Promise<number>((settle) => {
        const look = (since: number) => (state() === before ? requestAnimationFrame(() => look(since)) : settle(performance.now() - since));
        document.addEventListener("keydown", (event) => look(event.timeStamp), { capture: true, once: true });
      });
      Object.assign(globalThis, { changed });
    });
    await page.keyboard.press(keys[turn % keys.length] as string);
    times.push(await page.evaluate(() => (globalThis as unknown as { changed: Promise<number> }).changed));
  }
  return times;
}

const quantile = (values: readonly number[], part: number) =>
  [...values].sort((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * part))] as number;
const distribution = (values: readonly number[]) =>
  `p50 ${quantile(values, 0.5).toFixed(0)} ms, p95 ${quantile(values, 0.95).toFixed(0)} ms of ${values.length}`;
