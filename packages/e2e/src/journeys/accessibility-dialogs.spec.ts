/** What stands behind a tab or opens over a page, as axe sees it in both themes, wide and narrow. */
import type { Page } from "@playwright/test";
import { inspectPage } from "./inspect.ts";
import { expect, test } from "./journey.ts";
import { type Observed, observedOrganization, policyDocument } from "./observed-organization.ts";
import { awake } from "./people.ts";

const stricter = JSON.stringify({ ...policyDocument, tools: { "zabbix_get_p*": {} } }, null, 2);
const getStays = `{ "name": "triggers are read", "call": { "tool": "zabbix_get_triggers", "arguments": {} }, "expect": { "effect": "allow" } }`;
const failing = (page: Page) => page.getByRole("dialog").getByRole("list", { name: "Failing tests" });

const views: { name: string; open: (page: Page, place: Observed) => Promise<void> }[] = [
  {
    name: "simulator",
    open: async (page, { slug, policyId, ask }) => {
      await ask("policy.saveTests", { policyId, cases: [getStays] });
      await page.goto(`/o/${slug}/policies/${policyId}`);
      await awake(page);
      await page.getByRole("tab", { name: "Simulator" }).click();
      await page.getByLabel("Tool", { exact: true }).selectOption("zabbix_create_user");
      await expect(page.getByLabel("Decision", { exact: true })).toContainText("Allowed");
      await expect(page.getByLabel("Tests", { exact: true })).toContainText("1 pass");
    },
  },
  {
    name: "publish dialog",
    open: async (page, { slug, policyId, ask }) => {
      await ask("policy.saveTests", { policyId, cases: [getStays] });
      await ask("policy.saveDraft", { id: policyId, document: stricter, draftRevision: 2 });
      await page.goto(`/o/${slug}/policies/${policyId}`);
      await awake(page);
      await page.getByRole("button", { name: "Publish", exact: true }).click();
      await expect(failing(page)).toContainText("triggers are read");
    },
  },
  {
    name: "roll back",
    open: async (page, { slug, policyId, ask }) => {
      await ask("policy.publish", { id: policyId, document: stricter });
      await page.goto(`/o/${slug}/policies/${policyId}`);
      await awake(page);
      await page.getByRole("tab", { name: "Versions" }).click();
      await page.getByRole("button", { name: "Roll back" }).click();
      await expect(page.getByRole("dialog").getByText(/of 102 tools change/)).toBeVisible();
    },
  },
  {
    name: "details of a call",
    open: async (page, { slug, client }) => {
      await client.call("zabbix_create_user", { username: "root" });
      await page.goto(`/o/${slug}/activity`);
      await awake(page);
      await page.getByRole("button", { name: /Details of zabbix_create_user/ }).click();
      await expect(page.getByRole("dialog")).toContainText("deny_if");
    },
  },
];

for (const { name, open } of views)
  test(`${name} is accessible in both themes, wide and narrow`, async ({ page, installation }) => {
    const place = await observedOrganization(page, installation.urls);
    await open(page, place);
    for (const width of [1280, 360]) await inspectPage(page, name, width);
    await place.client.close();
  });
