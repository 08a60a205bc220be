import { inspectPage } from "./inspect.ts";
import { expect, keepStill, test } from "./journey.ts";
import { awake, enterPassword, newPlace, unique } from "./people.ts";

const password = "a long enough password";
const person = (name: string) => ({ name, email: `${unique(name.toLowerCase())}@example.test`, password });

test.describe("a person changes how they sign in", () => {
  test.use({ expectedNoise: [/status of 40[01]/] });

  test("name, password with the old one, and the other session ends", async ({ page, browser, baseURL }) => {
    const lena = person("Lena");
    const { slug } = await newPlace(page, baseURL ?? "", lena, unique("Lena"));
    const phone = await (await keepStill(await browser.newContext({ baseURL }))).newPage();
    await enterPassword(phone, lena);
    await expect(phone).toHaveURL(/\/o\//);

    await page.goto(`/o/${slug}`);
    await awake(page);
    await page.getByRole("button", { name: "Account of Lena" }).click();
    await page.getByRole("menuitem", { name: "Profile" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();
    await expect(page.getByLabel("E-mail")).toHaveValue(lena.email);
    await page.getByLabel("Name", { exact: true }).fill("Lena Berg");
    await page.getByRole("button", { name: "Save name" }).click();
    await expect(page.getByRole("button", { name: "Account of Lena Berg" })).toBeVisible();

    await page.getByLabel("Current password").fill("not this one");
    await page.getByLabel("New password").fill("another long password");
    await page.getByRole("button", { name: "Change password" }).click();
    await expect(page.getByText("This is not your password of now.")).toBeVisible();
    await page.getByLabel("Current password").fill(password);
    await page.getByRole("button", { name: "Change password" }).click();
    await expect(page.getByText("Password changed", { exact: true })).toBeVisible();

    await phone.goto(`/o/${slug}/grants`);
    await expect(phone.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
    await enterPassword(phone, { email: lena.email, password: "another long password" });
    await expect(phone).toHaveURL(/\/o\//);

    const others = page.getByRole("list", { name: "Sessions" }).getByRole("button", { name: /^End session/ });
    await page.reload();
    await awake(page);
    await others.first().click();
    await expect(others).toHaveCount(0);
    // The list is read anew while the session still ends.
    await expect(async () => {
      await phone.goto(`/o/${slug}`);
      await expect(phone.getByRole("button", { name: "Sign in", exact: true })).toBeVisible({ timeout: 3_000 });
    }).toPass();
    await phone.context().close();
    await inspectPage(page, "profile", 1280);
    await inspectPage(page, "profile", 360);
  });
});

test("signing out everywhere, with the keyboard alone", async ({ page, baseURL }) => {
  const { slug } = await newPlace(page, baseURL ?? "", person("Noor"), unique("Noor"));
  await page.goto(`/o/${slug}/profile`);
  await awake(page);
  await page.getByRole("button", { name: "Sign out everywhere" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
});

test("a forgotten password: without a mail server the page says whom to ask; a link that is over says so", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Forgot your password?" })).toBeVisible();
  await expect(page.getByText("portcullis recover")).toBeVisible();
  await inspectPage(page, "forgot password", 360);
  await page.goto("/reset-password/never-was");
  await expect(page.getByText("This link was used or has expired")).toBeVisible();
});
