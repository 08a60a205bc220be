import { expect, test } from "./journey.ts";
import { observedOrganization } from "./observed-organization.ts";

test("calls appear while the page is open, are found by a part of their name, and say why", async ({ page, installation }) => {
  const { slug, client } = await observedOrganization(page, installation.urls);
  await page.goto(`/o/${slug}/activity`);
  await expect(page.getByText("No calls yet")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: /^Live$/ })).toBeVisible();

  await client.call("zabbix_get_problems");
  await expect(page.getByRole("row", { name: /zabbix_get_problems/ })).toBeVisible();
  await client.call("zabbix_create_user", { username: "root" });
  for (const tool of ["zabbix_delete_users", "no_such_tool"]) await expect(client.call(tool)).rejects.toThrow(/Unknown tool/);
  const table = page.getByRole("region", { name: "Activity" });
  await expect(table.getByRole("row", { name: /no_such_tool.*Unknown tool/ })).toBeVisible();
  // Connecting and listing is no call.
  await expect(table.getByText("initialize")).toHaveCount(0);
  await expect(table.getByRole("row", { name: /zabbix_get_problems/ })).not.toContainText("AllowedAllowed");

  // The owner reads what happened, not what the agent was told.
  await table.getByRole("button", { name: /Details of zabbix_delete_users/ }).click();
  const panel = page.getByRole("dialog");
  await expect(panel).toContainText("Hidden by /hide/0");
  await expect(panel).toContainText("The agent was told: “Unknown tool: zabbix_delete_users”");
  await expect(panel.getByText('"zabbix_delete_*"')).toBeVisible();
  await page.keyboard.press("Escape");

  const search = page.getByRole("searchbox", { name: /Search/ });
  await search.fill("CREATE_us");
  await expect(page).toHaveURL(/search=CREATE_us/);
  await expect(table.getByRole("row")).toHaveCount(2);
  await expect(table.getByRole("row", { name: /zabbix_create_user/ })).toContainText("A rule refuses these arguments");

  // Saved, and there again in a fresh page.
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Save this view…" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("New users");
  await page.getByRole("button", { name: "Save view" }).click();
  await expect(page.getByRole("button", { name: "New users" })).toBeVisible();
  await page.goto(`/o/${slug}/activity?effect=deny`);
  await expect(page.getByRole("status").filter({ hasText: /^Live$/ })).toBeVisible();
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "New users" }).click();
  await expect(page).toHaveURL(/search=CREATE_us/);
  await expect(page).not.toHaveURL(/effect=deny/);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByRole("checkbox", { name: "Calls only" }).uncheck();
  await expect(table.getByText("initialize", { exact: true }).first()).toBeVisible();
  await client.close();
});

test("the log by keyboard alone, and on a phone", async ({ page, installation }) => {
  const { slug, client } = await observedOrganization(page, installation.urls);
  for (const tool of ["zabbix_get_problems", "zabbix_get_users", "zabbix_get_triggers"]) await client.call(tool);
  await client.close();
  await page.goto(`/o/${slug}/activity`);
  const newest = page.getByRole("button", { name: /Details of zabbix_get_triggers/ });
  await expect(newest).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: /^Live$/ })).toBeVisible();
  await page.keyboard.press("j");
  await expect(newest).toBeFocused();
  await page.keyboard.press("j");
  await expect(page.getByRole("button", { name: /Details of zabbix_get_users/ })).toBeFocused();
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "zabbix_get_triggers" })).toBeVisible();
  await page.keyboard.press("j");
  await expect(page.getByRole("dialog", { name: "zabbix_get_users" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: /Search/ })).toBeFocused();
  await page.keyboard.type("problems");
  await expect(page).toHaveURL(/search=problems/);

  await page.setViewportSize({ width: 360, height: 780 });
  await expect(page.getByRole("button", { name: /Details of zabbix_get_problems/ })).toBeVisible();
  await page.getByText("zabbix_get_problems").first().click();
  await expect(page.getByRole("dialog", { name: "zabbix_get_problems" })).toBeVisible();
});

test("whose session ends hears nothing more, and other people's organizations are not to be heard", async ({ page, installation }) => {
  const { slug, client, ask } = await observedOrganization(page, installation.urls);
  const { dashboard } = installation.urls;
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const open = await fetch(`${dashboard}/api/activity/${slug}`, { headers: { cookie } });
  expect([open.status, open.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
  await open.body?.cancel();
  expect((await fetch(`${dashboard}/api/activity/${slug}`)).status).toBe(401);
  const outside = await page.request.get(`/api/activity/no-such-organization`);
  const foreign = await page.request.get(`/api/activity/acme`);
  expect([outside.status(), await outside.text()]).toEqual([foreign.status(), await foreign.text()]);
  expect(outside.status()).toBe(404);
  const cross = await page.request.get(`/api/activity/${slug}`, { headers: { "sec-fetch-site": "cross-site" } });
  expect(cross.status()).toBe(403);

  // A stream that is open while its session is revoked elsewhere ends before the next row.
  const heard = await fetch(`${dashboard}/api/activity/${slug}?all=1`, { headers: { cookie } });
  await ask("account.signOutEverywhere", {});
  await client.call("zabbix_get_problems");
  await client.close();
  const text = await heard.text();
  expect(text).toContain("event: end");
  expect(text).not.toContain("zabbix_get_problems");
});
