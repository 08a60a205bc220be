import { inspectPage } from "./inspect.ts";
import { expect, test } from "./journey.ts";
import { observedOrganization } from "./observed-organization.ts";
import { awake } from "./people.ts";

const document = { version: "1", default: "deny", tools: { "zabbix_get_*": {} } };

test("what is encrypted is opened on request and on record, a hashed value is found again, and erased values open for nobody", async ({
  page,
  installation,
}) => {
  const { slug, grantId, ask, client } = await observedOrganization(page, installation.urls, document);
  await ask("organization.setRecord", { values: "encrypted", retentionMonths: 13 });
  await client.call("zabbix_get_hostgroups", { groupnames: ["payments-db"] });
  await ask("organization.setRecord", { values: "hashed", retentionMonths: 13 });
  await client.call("zabbix_get_items", { itemids: ["checkout-7"] });

  await page.goto(`/o/${slug}/audit`);
  await awake(page);
  await page.getByRole("button", { name: "Find a value" }).click();
  const finding = page.getByRole("dialog");
  await finding.getByLabel("Value").fill("checkout-8");
  await finding.getByRole("button", { name: "Find", exact: true }).click();
  await expect(finding.getByRole("status")).toContainText("No recorded call used this value");
  await finding.getByLabel("Value").fill("checkout-7");
  await finding.getByRole("button", { name: "Find", exact: true }).click();
  await expect(finding.getByRole("status")).toContainText("zabbix_get_items");
  await inspectPage(page, "find a value", 1280);
  await inspectPage(page, "find a value", 360);
  await finding.getByRole("link", { name: /zabbix_get_items/ }).click();
  await expect(page.getByRole("dialog")).toContainText("Hashed: equal values have equal hashes");

  const encrypted = async () => {
    await page.goto(`/o/${slug}/activity`);
    await page
      .getByRole("row", { name: /zabbix_get_hostgroups/ })
      .first()
      .click();
    const panel = page.getByRole("dialog");
    await expect(panel).not.toContainText("payments-db");
    await panel.getByRole("button", { name: "Show encrypted values" }).click();
    return panel;
  };
  const panel = await encrypted();
  await expect(panel).toContainText('"payments-db"');
  await inspectPage(page, "recorded arguments", 1280);
  await page.goto(`/o/${slug}/audit`);
  await expect(page.getByText("Looked at the recorded values of a call of").first()).toBeVisible();

  await page.goto(`/o/${slug}/grants/${grantId}`);
  await page.getByRole("button", { name: "Erase values" }).click();
  const question = page.getByRole("alertdialog");
  await question.getByRole("textbox").fill("Night shift");
  await question.getByRole("button", { name: "Erase for good" }).click();
  await expect(page.getByText("The recorded values of Night shift are erased", { exact: true })).toBeVisible();
  await inspectPage(page, "grant", 360);
  await expect(await encrypted()).toContainText("These values were erased");
  await client.close();
});
