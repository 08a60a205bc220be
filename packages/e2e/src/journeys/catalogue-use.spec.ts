/** From a page of the catalogue to its policy in one's own organization, by one button. */
import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "./journey.ts";

test("the button signs up, registers the server and leaves the policy as a draft", async ({ page, installation }) => {
  const id = randomUUID().slice(0, 8);
  await page.goto("/catalogue/zabbix/zabbix_logout");
  await page.getByRole("link", { name: "Use this policy" }).first().click();
  await expect(page.getByRole("heading", { name: "Create your account" })).toBeVisible();
  await awake(page);
  await page.getByLabel("Name", { exact: true }).fill("Uma Use");
  await page.getByLabel("E-mail").fill(`uma-${id}@example.com`);
  await page.getByLabel("Password").fill("correct horse battery staple");
  await page.getByLabel("Organization name").fill(`Uma ${id}`);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Use this policy" })).toBeVisible();
  await expect(page.getByText('"zabbix_logout_rate"')).toBeVisible();
  // The installation runs a sample that answers as this server does.
  await expect(page.getByLabel("Server URL")).toHaveValue(installation.urls.sample);
  await awake(page);
  await page.getByRole("button", { name: "Register server and add policy" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "zabbix_logout from the catalogue" })).toBeVisible();
  await expect(page).toHaveURL(/\/o\/uma-[a-z0-9]+\/policies\//);

  // The second time the server is there, and only the policy is added.
  await page.goto("/use?server=zabbix");
  await expect(page.getByLabel("Server", { exact: true })).toHaveValue("zabbix");
  await awake(page);
  await page.getByRole("button", { name: "Add policy" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Recommended by the catalogue" })).toBeVisible();
});

test("no address leads out of the dashboard", async ({ page, installation }) => {
  for (const next of ["https://hostile.invalid/", "//hostile.invalid", "/\\hostile.invalid", "javascript:alert(1)"]) {
    await page.goto(`/sign-up?next=${encodeURIComponent(next)}`);
    const links = await page
      .getByRole("main")
      .getByRole("link")
      .evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href));
    expect(links.filter((href) => !href.startsWith(installation.urls.dashboard))).toEqual([]);
    expect(links.some((href) => href.includes("hostile"))).toBe(false);
  }
});

test.describe("what the catalogue does not have", () => {
  test.use({ expectedNoise: [/status of 404/] });
  test("cannot be used", async ({ page }) => {
    expect((await page.goto("/use?server=nobody&tool=x"))?.status()).toBe(404);
    expect((await page.goto("/use"))?.status()).toBe(404);
  });
});

/** Until React listens: what is clicked in the instant before that is lost. */
const awake = (page: Page) =>
  page.waitForFunction(() =>
    [...document.querySelectorAll("form button, form input:not([type=hidden])")].every((element) =>
      Object.keys(element).some((key) => key.startsWith("__reactProps")),
    ),
  );
