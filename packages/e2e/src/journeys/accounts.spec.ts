import { owner } from "../installation/setup.ts";
import { expect, test } from "./journey.ts";
import { enterPassword, signOut, signUp } from "./people.ts";

test.describe("a wrong password", () => {
  test.use({ expectedNoise: [/status of 401/] });

  test("is refused with one sentence that does not say which half was wrong", async ({ page }) => {
    await enterPassword(page, { email: owner.email, password: "not the password" });
    const refusal = page.getByRole("main").getByRole("alert");
    const sentence = await refusal.innerText();
    expect(sentence).toMatch(/e-mail.*password/i);
    await expect(page).toHaveURL(/\/sign-in/);
    await enterPassword(page, { email: "nobody@acme.test", password: "not the password" });
    await expect(refusal).toHaveText(sentence);
  });
});

test.describe("somebody else's organization", () => {
  test.use({ expectedNoise: [/status of 404/] });

  test("looks like no organization at all", async ({ page }) => {
    await signUp(page, { name: "Kim Larsen", email: "kim@southwind.test", password: "a long enough password" }, "Southwind");
    for (const path of ["", "/servers", "/servers/zabbix", "/policies", "/grants", "/activity", "/members", "/audit"]) {
      const foreign = await page.goto(`/o/acme${path}`);
      expect(foreign?.status(), path).toBe(404);
      await expect(page.getByRole("heading", { name: "There is nothing at this address" })).toBeVisible();
      const missing = await page.goto(`/o/no-such-organization${path}`);
      expect(missing?.status(), path).toBe(404);
    }
    const api = await page.request.get("/api/trpc/server.list", { headers: { "x-portcullis-organization": "acme" } });
    expect(api.status()).toBe(404);
    expect(await api.text()).not.toContain("zabbix");
  });
});

test.describe("before the scripts are there", () => {
  test.use({ javaScriptEnabled: false });

  for (const path of ["/sign-up", "/sign-in?next=%2Fo"])
    test(`${path} puts no password into the address`, async ({ page }) => {
      await page.goto(path);
      await page.getByLabel("E-mail").fill("early@eastwind.test");
      await page.getByLabel("Password").fill("a password too early");
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.getByRole("button", { name: /^(Create account|Sign in)$/ }).click();
      await expect(page.getByLabel("Password")).toHaveValue("");
      await expect(page).toHaveURL(path);
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.filter((url) => /early|password/.test(new URL(url).search))).toEqual([]);
    });
});

test("signing out ends the session, also for a copied cookie", async ({ page, browser, baseURL }) => {
  await signUp(page, { name: "Alex Moor", email: "alex@eastwind.test", password: "a long enough password" }, "Eastwind");
  const copied = await page.context().storageState();
  await signOut(page, "Alex Moor");
  await page.goto("/o/eastwind/servers");
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();

  const thief = await browser.newContext({ storageState: copied, baseURL });
  const stolen = await thief.newPage();
  await stolen.goto("/o/eastwind/servers");
  await expect(stolen.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await thief.close();
});
