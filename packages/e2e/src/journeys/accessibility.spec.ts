import type { Page } from "@playwright/test";
import { inspectPage } from "./inspect.ts";
import { expect, test, testAsOwner } from "./journey.ts";

type View = { name: string; open: (page: Page) => Promise<unknown>; heading: string | RegExp };

const at = (path: string) => (page: Page) => page.goto(path);
const first = (list: string, link: string | RegExp) => async (page: Page) => {
  await page.goto(list);
  await page.getByRole("main").getByRole("link", { name: link }).first().click();
};

const outside: View[] = [
  { name: "landing", open: at("/"), heading: /./ },
  { name: "sign-up", open: at("/sign-up"), heading: "Create your account" },
  { name: "sign-in", open: at("/sign-in"), heading: /./ },
];
const inside: View[] = [
  { name: "overview", open: at("/o/acme"), heading: "Acme" },
  { name: "servers", open: at("/o/acme/servers"), heading: "Servers" },
  { name: "register server", open: at("/o/acme/servers/new"), heading: "Register server" },
  { name: "server", open: at("/o/acme/servers/zabbix"), heading: "Zabbix" },
  { name: "policies", open: at("/o/acme/policies"), heading: "Policies" },
  { name: "create policy", open: at("/o/acme/policies/new"), heading: "Create policy" },
  { name: "policy", open: first("/o/acme/policies", "operators"), heading: "operators" },
  { name: "grants", open: at("/o/acme/grants"), heading: "Grants" },
  { name: "create grant", open: at("/o/acme/grants/new"), heading: "Create grant" },
  { name: "grant", open: first("/o/acme/grants", "agent"), heading: "agent" },
  { name: "connect", open: at("/o/acme/connect"), heading: /connect/i },
  { name: "activity", open: at("/o/acme/activity"), heading: "Activity" },
  { name: "shadow policies", open: at("/o/acme/activity/shadow"), heading: "Shadow policies" },
  { name: "approvals", open: at("/o/acme/approvals"), heading: "Approvals" },
  { name: "decided approvals", open: at("/o/acme/approvals?tab=decided"), heading: "Approvals" },
  { name: "inventory", open: at("/o/acme/inventory"), heading: "Inventory" },
  { name: "members", open: at("/o/acme/members"), heading: "Members" },
  { name: "audit log", open: at("/o/acme/audit"), heading: "Audit log" },
];

for (const view of outside) test(`${view.name} is accessible in both themes, wide and narrow`, ({ page }) => inspect(page, view));
for (const view of inside) testAsOwner(`${view.name} is accessible in both themes, wide and narrow`, ({ page }) => inspect(page, view));

async function inspect(page: Page, { open, heading, name }: View) {
  await page.setViewportSize({ width: 1280, height: 900 });
  await open(page);
  await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
  for (const width of [1280, 360]) await inspectPage(page, name, width);
}
