// `npm run screenshots`: an installation of its own, seeded with an organization that has something to show, and a picture of every page
// in docs/screenshots: <page>.png, <page>-dark.png, <page>-phone.png and <page>-phone-dark.png. With names after it, only those pages.
import fs from "node:fs";
import path from "node:path";
import { ensureChromium } from "./chromium.mjs";
import { ensureInstalled, fail, root } from "./install.mjs";

const since = performance.now();
const say = (message) => console.log(`[${((performance.now() - since) / 1000).toFixed(1)} s] ${message}`);

const sizeBytesMax = 200_000;
const folder = path.join(root, "docs/screenshots");

ensureInstalled(say);
const { startInstallation } = await import("./screenshots/installation.mjs");
const { seed, workWith } = await import("./screenshots/seed.mjs");
const { pages, variants } = await import("./screenshots/pages.mjs");
const { openBrowser } = await import("./screenshots/browser.mjs");

const wanted = pages.filter(({ name }) => process.argv.length < 3 || process.argv.includes(name));
if (wanted.length === 0) fail(`There is no such page. The pages are: ${pages.map(({ name }) => name).join(", ")}.`);

const installation = await startInstallation(say);
const tooLarge = [];
const missing = [];
let browser;
try {
  const made = await seed(installation);
  say("seeded");
  browser = await openBrowser(ensureChromium(say), installation.dashboardUrl, made.owner);
  await workWith(browser, made);
  fs.mkdirSync(folder, { recursive: true });
  for (const variant of variants) {
    for (const page of wanted) {
      const file = path.join(folder, `${page.name}${variant.suffix}.png`);
      // One page that does not get ready leaves the others their pictures; the run says so at its end.
      const problem = await browser.picture(page, variant, file).then(
        () => null,
        (error) => error,
      );
      if (problem) missing.push(`${page.name} ${variant.words}: ${problem.message.split("\n")[0]}`);
      else if (fs.statSync(file).size > sizeBytesMax) tooLarge.push(path.relative(root, file));
    }
    say(`${wanted.length} pages ${variant.words}`);
  }
} finally {
  await browser?.close();
  await installation.remove();
}
if (missing.length > 0) console.error(`Not pictured:\n${missing.join("\n")}`);
if (tooLarge.length > 0) fail(`Larger than ${sizeBytesMax / 1000} kB: ${tooLarge.join(", ")}`);
if (missing.length > 0) process.exit(1);
