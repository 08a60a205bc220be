/** The builder as a person uses it: with the mouse, by keyboard alone, on a phone; and the text beside it. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./journey.ts";
import { policyPage } from "./policy-page.ts";

const text = (page: Page) => page.getByRole("textbox", { name: "Policy document" });
const row = (page: Page, name: string) => page.getByRole("combobox", { name: `State of ${name}` });

test("states, rules and the text move together, with one history", async ({ page, installation }) => {
  await policyPage(page, installation, { version: "1", default: "deny", tools: { "@read": {} } });
  await expect(text(page)).toContainText("@read");

  await test.step("a tool is allowed in its row, and the text says so", async () => {
    await page.getByLabel("Search tools").fill("zabbix_logout");
    await expect(row(page, "zabbix_logout")).toHaveValue("deny");
    await row(page, "zabbix_logout").selectOption("Allow");
    await expect(row(page, "zabbix_logout")).toHaveValue("allow");
    await expect(text(page)).toContainText('"zabbix_logout": {}');
  });

  await test.step("a limit is added as a form and read as a sentence; the engine calls the tool limited", async () => {
    const rules = page.getByRole("region", { name: "Rules" });
    await rules.getByRole("button", { name: "Limit", exact: true }).click();
    await rules.getByLabel("Calls at most").fill("3");
    await expect(rules.getByRole("button", { name: "At most 3 calls each minute, per grant." })).toBeVisible();
    await expect(row(page, "zabbix_logout")).toHaveValue("custom");
    await expect(text(page)).toContainText('"max": 3');
  });

  await test.step("undo takes back the form's steps, redo brings them again", async () => {
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(text(page)).toContainText('"max": 10');
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(text(page)).not.toContainText("zabbix_logout");
    await page.getByRole("button", { name: "Redo" }).click();
    await expect(row(page, "zabbix_logout")).toHaveValue("allow");
  });

  await test.step("what the text says, the builder shows: a selector with the tools it catches", async () => {
    await page.getByLabel("Search tools").fill("");
    await page.getByRole("button", { name: /^@read Catches \d+ tools/ }).click();
    await expect(page.getByRole("region", { name: "Tools it catches" }).getByRole("button").first()).toBeVisible();
  });

  await test.step("a deny rule offers the tool's own arguments", async () => {
    await page.getByLabel("Search tools").fill("zabbix_create_maintenance");
    await row(page, "zabbix_create_maintenance").selectOption("Allow");
    const rules = page.getByRole("region", { name: "Rules" });
    await rules.getByRole("button", { name: "Deny rule" }).click();
    await rules.getByRole("combobox", { name: "Path" }).selectOption({ label: "name (required)" });
    await rules.getByRole("combobox", { name: "Operator" }).selectOption("contains");
    await rules.getByRole("textbox", { name: "Value" }).fill("prod");
    await expect(rules.getByRole("button", { name: 'Deny if name contains "prod".' })).toBeVisible();
    await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  });

  await test.step("a rule is duplicated after itself, to be changed from there", async () => {
    const rules = page.getByRole("region", { name: "Rules" });
    const sentence = rules.getByRole("button", { name: 'Deny if name contains "prod".' });
    await rules.getByRole("button", { name: "Duplicate rule" }).click();
    await expect(sentence).toHaveCount(2);
    await rules.getByRole("textbox", { name: "Value" }).fill("core");
    await expect(rules.getByRole("button", { name: 'Deny if name contains "core".' })).toBeVisible();
    await expect(sentence).toHaveCount(1);
  });
});

test("by keyboard alone: search, walk, choose for several, undo, help", async ({ page, installation }) => {
  await policyPage(page, installation, { version: "1", default: "deny", tools: {} });
  await page.getByLabel("Search tools").focus();
  await page.keyboard.type("zabbix_host_");
  await expect(row(page, "zabbix_host_get")).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("button", { name: /^zabbix_host_get/ })).toBeFocused();
  await page.keyboard.press("a");
  await expect(row(page, "zabbix_host_get")).toHaveValue("allow");
  await page.keyboard.press("h");
  await expect(row(page, "zabbix_host_get")).toHaveValue("hide");
  await page.keyboard.press("ControlOrMeta+a");
  await expect(page.getByRole("toolbar", { name: "Selected tools" })).toContainText("4 selected");
  await page.keyboard.press("p");
  for (const name of ["get", "create", "update", "delete"]) await expect(row(page, `zabbix_host_${name}`)).toHaveValue("approve");
  await page.keyboard.press("ControlOrMeta+z");
  await expect(row(page, "zabbix_host_create")).toHaveValue("deny");
  await expect(row(page, "zabbix_host_get")).toHaveValue("hide");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys of the builder" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("recommended in one click; usable at 360 px; nothing grave for axe in both themes", async ({ page, installation }) => {
  await policyPage(page, installation, { version: "1", default: "deny", tools: {} });
  await page.getByRole("button", { name: "Recommended" }).click();
  await page.getByRole("menuitem", { name: "Recommended for this server" }).click();
  await expect(text(page)).toContainText("@destructive");
  await expect(page.getByRole("list", { name: "Effective states" })).toContainText("hidden");
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect
        .soft(
          grave.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
          `${colorScheme}, ${width} px`,
        )
        .toEqual([]);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
  }
  await page.getByText("Builder", { exact: true }).click();
  await page.getByLabel("Search tools").fill("zabbix_logout");
  await row(page, "zabbix_logout").selectOption("Deny");
  await expect(row(page, "zabbix_logout")).toHaveValue("deny");
});
