/** The simulator, its cases, and what they do at a publish. */
import type { Page } from "@playwright/test";
import { expect, test } from "./journey.ts";
import { policyPage } from "./policy-page.ts";

const policy = {
  version: "1",
  default: "deny",
  tools: {
    zabbix_create_maintenance: {
      deny_if: [{ conditions: [{ path: "args.name", op: "contains", value: "prod" }], on_deny: "Not production." }],
      limits: [{ counter: "windows", window: "day", max: 2 }],
    },
  },
};

const decision = (page: Page) => page.getByLabel("Decision", { exact: true });

test("a call from a form, its decision, a case, and a publish that the case stops", async ({ page, installation }) => {
  await policyPage(page, installation, policy);
  await page.getByRole("tab", { name: "Simulator" }).click();

  await test.step("the form is made from the schema; the decision names its rule and why the others did not decide", async () => {
    await page.getByLabel("Tool", { exact: true }).selectOption("zabbix_create_maintenance");
    await expect(decision(page)).toContainText("Allowed");
    await page.getByRole("textbox", { name: "name", exact: true }).fill("prod window");
    await expect(decision(page)).toContainText("Denied");
    await expect(decision(page)).toContainText("deny rule 1 of zabbix_create_maintenance");
    await expect(decision(page).getByRole("region", { name: "Why the other rules did not decide" })).toContainText(
      "Something before it refuses, so nothing is counted.",
    );
  });

  await test.step("it is kept as a test, which passes", async () => {
    await page.getByLabel("Save as a test").fill("production stays");
    await page.getByRole("button", { name: "Save test" }).click();
    await expect(page.getByLabel("Tests", { exact: true })).toContainText("1 pass");
  });

  await test.step("used counters fill a limit", async () => {
    await page.getByRole("textbox", { name: "name", exact: true }).fill("staging");
    await page.getByLabel("Used of windows").fill("2");
    await expect(decision(page)).toContainText("Limit used up");
  });

  await test.step("a pasted message is read as the gateway reads it", async () => {
    await page.getByRole("tab", { name: "JSON-RPC message" }).click();
    const message = page.getByRole("textbox", { name: "Message" });
    await message.fill('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","name":"b"}}');
    await expect(page.getByText("The gateway would not read this message.")).toBeVisible();
    await message.fill('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"zabbix_logout","arguments":{}}}');
    await expect(decision(page)).toContainText("the default of the document");
  });

  await test.step("the rule that decides is marked in the builder", async () => {
    await page.getByRole("tab", { name: "Form" }).click();
    await page.getByRole("textbox", { name: "name", exact: true }).fill("prod again");
    await decision(page).getByRole("button", { name: "deny rule 1 of zabbix_create_maintenance" }).click();
    await expect(page.getByText("decided the simulated call")).toBeVisible();
  });

  await test.step("without the rule the test fails, and stops the publish until somebody says anyway", async () => {
    await page.getByRole("button", { name: /^Deny if name contains/ }).click();
    await page.getByRole("button", { name: "Remove rule" }).click();
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("list", { name: "Failing tests" })).toContainText("production stays");
    const publish = dialog.getByRole("button", { name: "Publish version 1" });
    await expect(publish).toBeDisabled();
    await dialog.getByLabel("Publish anyway").check();
    await publish.click();
    await expect(page.getByText("Version 1 live")).toBeVisible();
    await expect(page.getByRole("link", { name: "Create a grant" })).toBeVisible();
  });
});
