import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./journey.ts";
import { observedOrganization } from "./observed-organization.ts";
import { awake } from "./people.ts";

test("who can call what: filters, the picture, the file, by keyboard and on a phone", async ({ page, installation }) => {
  const { slug, client } = await observedOrganization(page, installation.urls);
  await client.close();
  await page.goto(`/o/${slug}/inventory`);
  await awake(page);
  await expect(page.getByRole("status").filter({ hasText: /102 tools, of which \d+ can be called, by 1 grant/ })).toBeVisible();
  // The picture is drawn, and drawn anew for other filters.
  await expect(page.locator(".react-flow__node").filter({ hasText: "Night shift" })).toBeVisible();

  const table = page.getByRole("region", { name: "Tools and who can call them" });
  await page.getByRole("combobox", { name: "Effect" }).selectOption("Hidden");
  await expect(page).toHaveURL(/effect=hidden/);
  await expect(table.getByRole("row", { name: /zabbix_delete_users/ })).toContainText("1 hidden");
  await expect(table.getByText("zabbix_get_problems")).toHaveCount(0);
  await page.getByRole("button", { name: "Clear filters" }).click();

  await page.getByRole("searchbox", { name: "Search tools" }).fill("@destructive");
  await page.getByRole("combobox", { name: "Effect" }).selectOption("Can be called");
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).first().click();

  await page.getByRole("searchbox", { name: "Search tools" }).fill("create_user");
  const tool = table.getByRole("button", { name: "zabbix_create_user", exact: true });
  await tool.focus();
  await page.keyboard.press("Enter");
  const holders = page.getByRole("list", { name: "Grants that reach zabbix_create_user" });
  await expect(holders).toContainText("Night shift");
  await expect(holders).toContainText("Conditional");
  await expect(holders.getByText("/tools/zabbix_create_user")).toBeVisible();

  const { dashboard } = installation.urls;
  const file = await page.request.get(`${dashboard}/api/inventory/${slug}`);
  expect(file.headers()["content-disposition"]).toContain(`inventory-${slug}.csv`);
  const lines = (await file.text()).trim().split("\r\n");
  expect(lines).toHaveLength(103);
  expect(lines[0]).toMatch(/^grant,server,tool,category,risk,effect/);
  expect(lines.find((line) => line.includes(",zabbix_delete_users,"))).toMatch(
    /^Night shift,zabbix,zabbix_delete_users,destructive,critical,hidden,yes,operators,1,/,
  );
  // Another organization's file looks like no organization's, and without a session there is none.
  const foreign = await page.request.get(`${dashboard}/api/inventory/acme`);
  const absent = await page.request.get(`${dashboard}/api/inventory/no-such-organization`);
  expect([foreign.status(), await foreign.text()]).toEqual([absent.status(), await absent.text()]);
  expect(absent.status()).toBe(404);
  expect((await fetch(`${dashboard}/api/inventory/${slug}`)).status).toBe(401);

  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(
        grave.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`),
        `${colorScheme}, ${width} px`,
      ).toEqual([]);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  }
});
