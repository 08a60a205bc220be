/** What people do at the door, by the names that they read. */
import { expect, type Page } from "@playwright/test";
import { csrfHeaders } from "./csrf.ts";

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

/** A word that no other test of any run has, for names and addresses. */
export const unique = (word: string) => `${word}-${Math.random().toString(36).slice(2, 8)}`;

export type Place = { slug: string; call: <T>(path: string, input?: unknown) => Promise<T> };

/**
 * A new account with an organization of its own, through the dashboard's own door, and the browser signed in to it. `call` does what a page
 * would do, without its clicks: for what a journey needs and is not about.
 */
export async function newPlace(page: Page, baseURL: string, person: Person, organization: string): Promise<Place> {
  const origin = new URL(baseURL).origin;
  const post = async <T>(path: string, data: unknown, slug?: string): Promise<T> => {
    const headers = { origin, ...(slug === undefined ? {} : { "x-portcullis-organization": slug }) };
    const answer = await page.request.post(`/api/trpc/${path}`, {
      data: data ?? {},
      headers: { ...headers, ...(await csrfHeaders(page.request, baseURL)), "content-type": "application/json" },
    });
    expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
    return (await answer.json()).result.data?.json as T;
  };
  const { organizationSlug: slug } = await post<{ organizationSlug: string }>("account.signUp", {
    ...person,
    organizationName: organization,
  });
  return { slug, call: (path, input) => post(path, input, slug) };
}

/** Until React listens: what is typed or clicked in the instant before that is lost, and no person is so quick. */
export async function awake(page: Page) {
  await page.waitForFunction(() =>
    [...document.querySelectorAll("button, input")].every((element) => Object.keys(element).some((key) => key.startsWith("__reactProps"))),
  );
}
