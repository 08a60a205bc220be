import { expect, test } from "./journey.ts";
import { observedOrganization } from "./observed-organization.ts";

const byCategory = { version: "1", default: "deny", hide: ["@destructive"], tools: { "@read": {} } };

test("a tool says what it does and why; an override with a reason decides the next call, and the log tells who and why", async ({
  page,
  installation,
}) => {
  const { slug, client } = await observedOrganization(page, installation.urls, byCategory);
  expect((await client.call("zabbix_get_problems")).isError).toBe(false);
  expect(await client.toolNames()).not.toContain("zabbix_delete_users");

  await page.goto(`/o/${slug}/servers/zabbix`);
  const tool = page.getByRole("button", { name: /^zabbix_get_problems/ });
  await expect(tool).toContainText("Read");
  await tool.click();
  const why = page.getByRole("region", { name: "Classification of zabbix_get_problems" });
  await expect(why.getByText("Low risk")).toBeVisible();
  await expect(why.getByText("get", { exact: true }).first()).toBeVisible();
  await why.getByRole("button", { name: "Change category" }).click();
  const dialog = page.getByRole("dialog", { name: "Change category" });
  await dialog.getByLabel("Category").selectOption("destructive");
  await dialog.getByLabel("Reason").fill("Reading acknowledges the problems here.");
  await dialog.getByRole("button", { name: "Change category" }).click();
  await expect(dialog).toBeHidden();
  const since = Date.now();
  await expect.poll(async () => (await client.toolNames()).includes("zabbix_get_problems"), { intervals: [50] }).toBe(false);
  expect(Date.now() - since).toBeLessThan(1_500);
  await expect(client.call("zabbix_get_problems")).rejects.toThrow(/Unknown tool/);

  await expect(tool).toContainText("Destructive");
  await expect(why.getByText("Robin Vale set this")).toBeVisible();
  await page.getByRole("combobox", { name: "Category" }).selectOption("destructive");
  await expect(page.getByRole("button", { name: /^zabbix_get_problems/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^zabbix_get_users/ })).toHaveCount(0);

  await why.getByRole("button", { name: "Change category" }).click();
  await dialog.getByRole("button", { name: "Back to Read" }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(async () => (await client.toolNames()).includes("zabbix_get_problems")).toBe(true);

  await page.goto(`/o/${slug}/audit`);
  await expect(page.getByText("Set the category of the tool").first()).toBeVisible();
  await expect(page.getByText("Gave back the category of the tool").first()).toBeVisible();
  await client.close();
});
