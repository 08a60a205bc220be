import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** All that another theme can change; everything else was judged in the first. */
const ofColour = ["color-contrast", "link-in-text-block"];

/** No serious or critical finding in either theme, nothing scrolls sideways, at this width. */
export async function inspectPage(page: Page, name: string, width: number) {
  await page.setViewportSize({ width, height: 900 });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    // Colours half-way between two themes must not be judged.
    // What ends is brought to its end: inside a closed box no time passes, and waiting for it would never be over.
    await page.evaluate(() => {
      for (const one of document.getAnimations()) if (one.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) one.finish();
    });
    const axe = new AxeBuilder({ page });
    const { violations } = await (colorScheme === "dark" ? axe.withRules(ofColour) : axe).analyze();
    const grave = violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    expect.soft(grave, `${name}, ${colorScheme}, ${width} px`).toEqual([]);
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(wide, `${name} scrolls sideways at ${width} px`).toBeLessThanOrEqual(0);
}
