import { inspectPage } from "./inspect.ts";
import { expect, test } from "./journey.ts";
import { observedOrganization } from "./observed-organization.ts";
import { awake } from "./people.ts";

const document = {
  version: "1",
  default: "deny",
  tools: {
    "zabbix_get_*": { limits: [{ counter: "reads", window: "day", max: 100 }] },
    zabbix_logout: { limits: [{ counter: "logouts", window: 3600, max: 2, scope: "server" }] },
  },
};

test("limits fill while calls are made, say how exact they are, are found, and one is reset with a reason", async ({
  page,
  installation,
}) => {
  const { slug, client } = await observedOrganization(page, installation.urls, document);
  await page.goto(`/o/${slug}/limits`);
  await awake(page);
  const limits = page.getByRole("list", { name: "Limits" });
  const logouts = limits.getByRole("listitem").filter({ hasText: "logouts" });
  const reads = limits.getByRole("listitem").filter({ hasText: "reads" });
  await expect(logouts).toContainText("0 of 2");
  await expect(logouts).toContainText("Exact: never more in any span of that length.");
  await expect(reads).toContainText("At worst 200 across the edge of two days.");
  await expect(reads).toContainText("of Night shift on Zabbix");
  await expect(logouts.getByRole("button", { name: /^Reset/ })).toHaveCount(0);

  await client.call("zabbix_logout");
  await client.call("zabbix_logout");
  expect(await client.call("zabbix_logout")).toMatchObject({ decision: { reason: "limit_exceeded" } });
  await expect(logouts).toContainText("2 of 2");
  await expect(logouts.getByRole("meter")).toHaveAttribute("value", "100");
  await expect(logouts).toContainText("room again");

  await page.getByLabel("How full").selectOption({ label: "Used up" });
  await expect(limits.getByRole("listitem")).toHaveCount(1);
  await page.getByRole("searchbox", { name: "Search limits" }).fill("nothing of the kind");
  await expect(page.getByText("No limit fits")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(limits.getByRole("listitem")).toHaveCount(2);
  await inspectPage(page, "limits", 1280);
  await inspectPage(page, "limits", 360);

  await logouts.getByRole("button", { name: /^Reset/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("2 of 2 used");
  await dialog.getByLabel("Why").fill("a test ran wild");
  await dialog.getByRole("button", { name: "Reset counter" }).click();
  await expect(logouts).toContainText("0 of 2");
  expect(await client.call("zabbix_logout")).toMatchObject({ isError: false }); // there is room again
  await client.close();
});

test("without limits the page says what they are and where they come from", async ({ page, installation }) => {
  const { slug, client } = await observedOrganization(page, installation.urls, { version: "1", default: "deny" });
  await client.close();
  await page.goto(`/o/${slug}/limits`);
  await expect(page.getByRole("heading", { name: "No limits yet" })).toBeVisible();
  await expect(page.getByRole("link", { name: "To the policies" })).toBeVisible();
});
