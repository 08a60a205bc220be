import { chromium } from "@playwright/test";

/** A browser with two sessions: nobody's, and the owner's. */
export async function openBrowser(executablePath, baseURL, owner) {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--no-first-run"] });
  const storageState = await signIn(browser, baseURL, owner);
  return {
    attachShadow: (shadow) => attachShadow(browser, { baseURL, storageState }, shadow),
    writeDraft: (draft) => writeDraft(browser, { baseURL, storageState }, draft),
    picture: async ({ open, prepare, signedOut }, { theme, viewport }, path) => {
      const context = await browser.newContext({ baseURL, viewport, reducedMotion: "reduce", ...(signedOut ? {} : { storageState }) });
      await context.addCookies([{ name: "theme", value: theme, url: baseURL }]);
      context.setDefaultTimeout(15_000);
      try {
        const page = await context.newPage();
        await open(page);
        await page.getByRole("heading", { level: 1 }).first().waitFor();
        await prepare?.(page);
        await page.mouse.move(0, 0); // what was clicked on the way is not to look hovered
        await page.waitForFunction(
          () => document.fonts.status === "loaded" && document.querySelector("[aria-busy=true], div.animate-pulse") === null,
        );
        await page.screenshot({ path, animations: "disabled", caret: "hide", scale: "css" });
      } finally {
        await context.close();
      }
    },
    close: () => browser.close(),
  };
}

async function signIn(browser, baseURL, { email, password }) {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await page.goto("/sign-in");
  // What is typed before the page listens would be lost.
  await page.waitForFunction(() =>
    [...document.querySelectorAll("button, input")].every((element) => Object.keys(element).some((key) => key.startsWith("__reactProps"))),
  );
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/o\//);
  const state = await context.storageState();
  await context.close();
  return state;
}

async function attachShadow(browser, options, { grant, server, policy }) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto("/o/acme/grants");
  await page.getByRole("link", { name: grant }).click();
  await page.getByRole("button", { name: "Edit access" }).click();
  const choice = page.getByLabel(`Shadow policy for ${server}`);
  const option = choice.locator("option", { hasText: policy });
  await choice.selectOption(await option.getAttribute("value"));
  await page.getByRole("button", { name: "Save access" }).click();
  await page.getByText("Access saved", { exact: true }).waitFor();
  await context.close();
}

async function writeDraft(browser, options, { policy, text }) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto("/o/acme/policies");
  await page.getByRole("link", { name: policy, exact: true }).click();
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
  await page.getByText("Draft", { exact: true }).waitFor();
  await page.getByText("Saved", { exact: true }).waitFor();
  await context.close();
}
