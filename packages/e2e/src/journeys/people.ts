/** What people do at the door, by the names that they read. */
import { expect, type Page } from "@playwright/test";

export type Person = { name: string; email: string; password: string };

export async function signUp(page: Page, person: Person, organization: string) {
  await page.goto("/sign-up");
  await awake(page);
  await page.getByLabel("Name", { exact: true }).fill(person.name);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByLabel("Organization name").fill(organization);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: organization })).toBeVisible();
  await awake(page);
}

export async function enterPassword(page: Page, { email, password }: Pick<Person, "email" | "password">) {
  await page.goto("/sign-in");
  await awake(page);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

export async function signOut(page: Page, name: string) {
  await page.getByRole("button", { name: `Account of ${name}` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("link", { name: /sign in/i }).first()).toBeVisible();
}

/** Until React listens: what is typed or clicked in the instant before that is lost, and no person is so quick. */
async function awake(page: Page) {
  await page.waitForFunction(() =>
    [...document.querySelectorAll("button, input")].every((element) => Object.keys(element).some((key) => key.startsWith("__reactProps"))),
  );
}
