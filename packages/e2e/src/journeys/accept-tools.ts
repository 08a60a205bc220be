import { expect, type Page } from "@playwright/test";
import { csrfHeaders } from "./csrf.ts";
import { awake } from "./people.ts";

/** Accepts everything that waits at a server, as the page's person would after having looked at it: for journeys that are not about that. */
export async function acceptAllTools(page: Page, baseURL: string, organization: string, serverSlug = "zabbix"): Promise<void> {
  const { origin } = new URL(baseURL);
  const headers = { origin, "x-portcullis-organization": organization, ...(await csrfHeaders(page.request, baseURL)) };
  const asked = await page.request.get(`${origin}/api/trpc/pins.review?input=${encodeURIComponent(JSON.stringify({ serverSlug }))}`, {
    headers,
  });
  expect(asked.ok(), `pins.review: ${await asked.text()}`).toBe(true);
  const { tools } = ((await asked.json()) as Answer).result.data.json;
  const waiting = tools.filter(({ state }) => state !== "refused").map(({ name, digest }) => ({ name, digest }));
  const answer = await page.request.post(`${origin}/api/trpc/pins.accept`, { data: { serverSlug, tools: waiting }, headers });
  expect(answer.ok(), `pins.accept: ${await answer.text()}`).toBe(true);
}

type Answer = { result: { data: { json: { tools: { name: string; digest: string; state: string }[] } } } };

/** The same on the page that a registration leads to; ends on the server's own. */
export async function acceptAllShown(page: Page, serverName: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: /^Review \d+ tools?$/ })).toBeVisible();
  await awake(page);
  await page.getByRole("button", { name: /^Accept (?:all|it)/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: serverName })).toBeVisible();
}

/** The organization whose page this is. */
export const organizationOf = (page: Page): string => /\/o\/([^/]+)/.exec(page.url())?.[1] ?? "";
