/** The browser as every journey has it: the installation's address, and not one stray line on the console. */
import { type BrowserContext, test as base, expect } from "@playwright/test";
import type { urlsOf } from "../installation/environment.ts";
import { owner } from "../installation/setup.ts";
import { enterPassword } from "./people.ts";

type Running = { urls: ReturnType<typeof urlsOf> };
type SignedIn = Awaited<ReturnType<import("@playwright/test").BrowserContext["storageState"]>>;

export const test = base.extend<{ expectedNoise: RegExp[] }, { installation: Running; ownerState: () => Promise<SignedIn> }>({
  installation: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
    async ({}, use) => use(JSON.parse(process.env.E2E_INSTALLATION ?? "null") as Running),
    { scope: "worker" },
  ],
  baseURL: async ({ installation }, use) => use(installation.urls.dashboard),
  // What the console may say in a test, such as the status of a page that must not be found.
  expectedNoise: [[], { option: true }],
  context: async ({ context, expectedNoise }, use) => {
    await keepStill(context);
    const noise: string[] = [];
    context.on("console", (message) => {
      if (message.type() === "error") noise.push(`console: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => noise.push(`error: ${error.error().stack ?? error.error().message}`));
    await use(context);
    expect(noise.filter((line) => !expectedNoise.some((pattern) => pattern.test(line)))).toEqual([]);
  },
  ownerState: [
    async ({ browser, installation }, use) => {
      let known: { at: number; state: SignedIn } | null = null;
      await use(async () => {
        if (known !== null && performance.now() - known.at < loginAgeMsMax) return known.state;
        const context = await browser.newContext({ baseURL: installation.urls.dashboard });
        const page = await context.newPage();
        await enterPassword(page, owner);
        await expect(page.getByRole("heading", { level: 1, name: "Acme" })).toBeVisible();
        known = { at: performance.now(), state: await context.storageState() };
        await context.close();
        return known.state;
      });
    },
    { scope: "worker" },
  ],
});

/** A development server tells its pages to reload when a file changes. A page under test stays: what was typed would be lost. */
export async function keepStill(context: BrowserContext): Promise<BrowserContext> {
  await context.routeWebSocket(/\/_next\/hmr/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      if (typeof message !== "string" || !reloading.test(message)) socket.send(message);
    });
  });
  return context;
}
const reloading = /^\{"type":"(?:reloadPage|built|building|sync|serverComponentChanges|turbopack-message)"/;

/** What is sensitive asks for a login of the last five minutes; tests take one, and two. */
const loginAgeMsMax = 150_000;

/** The same, signed in as the owner of the organization that the set-up made. */
export const testAsOwner = test.extend({ storageState: async ({ ownerState }, use) => use(await ownerState()) });

export { expect };
