/** API keys: made, shown once, used from outside, revoked. */
import { inspectPage } from "./inspect.ts";
import { expect, test } from "./journey.ts";
import { awake, newPlace, unique } from "./people.ts";

test("a key is made with scopes, shown once, opens what it may, and ends when it is revoked", async ({ page, baseURL, playwright }) => {
  const person = { name: "Ida", email: `${unique("ida")}@example.test`, password: "a long enough password" };
  const { slug } = await newPlace(page, baseURL ?? "", person, unique("Harbour"));
  await page.goto(`/o/${slug}/settings`);
  await awake(page);
  await page.getByRole("link", { name: "Manage API keys" }).click();
  await expect(page.getByRole("heading", { name: "No API key yet" })).toBeVisible();
  await page.getByRole("button", { name: "Create API key" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("pipeline");
  await dialog.getByRole("group", { name: "Grants" }).getByLabel("Read", { exact: true }).uncheck();
  await dialog.getByRole("button", { name: "Create API key" }).click();
  const key = await dialog.getByRole("region", { name: "API key" }).locator("code").innerText();
  expect(key).toMatch(/^pck_[a-z0-9]{8}_[\w-]{49}$/);
  await dialog.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("list", { name: "API keys", exact: true }).getByRole("listitem").filter({ hasText: "pipeline" });
  await expect(row.getByText("never used")).toBeVisible();
  expect(await page.content()).not.toContain(key);
  for (const width of [1280, 360]) await inspectPage(page, "API keys", width);
  await page.setViewportSize({ width: 1280, height: 800 });

  const machine = await playwright.request.newContext({ baseURL, extraHTTPHeaders: { authorization: `Bearer ${key}` } });
  const servers = await machine.get("/api/v1/servers");
  expect([servers.status(), await servers.json()]).toEqual([200, { items: [] }]);
  expect((await machine.get("/api/v1/grants", { maxRetries: 2 })).status()).toBe(403);
  // The session's cookie opens nothing here, for whoever is signed in.
  expect((await page.request.get("/api/v1/servers")).status()).toBe(401);

  await page.reload();
  await awake(page);
  await expect(row.getByText(/used just now|used .* ago/)).toBeVisible();
  await row.getByRole("button", { name: "Revoke the API key pipeline" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke API key" }).click();
  await expect(row.getByText("Revoked", { exact: true })).toBeVisible();
  expect((await machine.get("/api/v1/servers", { maxRetries: 2 })).status()).toBe(401);
  await machine.dispose();

  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox").fill("api keys");
  await expect(page.getByRole("option", { name: "API keys" })).toBeVisible();
});
