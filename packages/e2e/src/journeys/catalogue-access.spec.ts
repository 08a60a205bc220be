/** Each kind of public page under axe: both themes, wide and narrow. */
import { inspectPage } from "./inspect.ts";
import { expect, test } from "./journey.ts";

const pageTypes = [
  "/catalogue",
  "/catalogue?q=delete&risk=critical",
  "/catalogue/zabbix",
  "/catalogue/zabbix/zabbix_logout",
  "/attacks",
  "/attacks/runaway-loop",
  "/contact",
  "/scan",
];

for (const path of pageTypes)
  test(`${path} is accessible in both themes, wide and narrow`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    for (const width of [1280, 360]) await inspectPage(page, path, width);
  });
