import type { Page } from "@playwright/test";
import { inspectPage } from "./inspect.ts";
import { expect, keepStill, test } from "./journey.ts";
import { awake, newPlace, unique } from "./people.ts";

const person = (name: string) => ({ name, email: `${unique(name.toLowerCase())}@example.test`, password: "a long enough password" });

async function invite(page: Page, email: string, role: string): Promise<string> {
  await page.getByRole("button", { name: "Invite member" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail").fill(email);
  await dialog.getByLabel("Role").selectOption({ label: role });
  await dialog.getByRole("button", { name: "Create invitation" }).click();
  const link = await dialog.locator("code").innerText();
  await dialog.getByRole("button", { name: "Done" }).click();
  return new URL(link).pathname;
}

test("the short name is shown as one types, and a taken one is said", async ({ page, baseURL }) => {
  const name = unique("Crowded");
  await newPlace(page, baseURL ?? "", person("Ines"), name);
  await page.context().clearCookies();
  await page.goto("/sign-up");
  await awake(page);
  await page.getByLabel("Organization name").fill(name);
  await expect(page.getByText(`"${name.toLowerCase()}" is taken by another organization`)).toBeVisible();
  await expect(page.getByText(`/${name.toLowerCase()}-2/`)).toBeVisible();
});

test("invite a viewer, who finds no dead ends and leaves; the last owner deletes all of it by typing its name", async ({
  page,
  browser,
  baseURL,
}) => {
  const { slug } = await newPlace(page, baseURL ?? "", person("Odile"), unique("Harbour"));
  await page.goto(`/o/${slug}/members`);
  await awake(page);
  const guest = person("Vito");
  const path = await invite(page, guest.email, "Viewer");

  const context = await keepStill(await browser.newContext({ baseURL }));
  const viewer = await context.newPage();
  await viewer.goto(path);
  await awake(viewer);
  await viewer.getByLabel("Name", { exact: true }).fill(guest.name);
  await viewer.getByLabel("Password").fill(guest.password);
  await viewer.getByRole("button", { name: "Create account" }).click();
  await expect(viewer.getByRole("navigation", { name: "Organization" })).toBeVisible();
  for (const hidden of ["Members", "Audit log", "Notifications"])
    await expect(viewer.getByRole("navigation", { name: "Organization" }).getByRole("link", { name: hidden })).toHaveCount(0);
  for (const closed of ["members", "audit", "notifications"]) {
    await viewer.goto(`/o/${slug}/${closed}`);
    await expect(viewer.getByText(/Your role, viewer, does not allow this/)).toBeVisible();
    await expect(viewer.getByRole("button", { name: /Try again|Invite|Add channel/ })).toHaveCount(0);
  }
  await viewer.goto(`/o/${slug}/settings`);
  await awake(viewer);
  await expect(viewer.getByRole("heading", { name: "Delete organization" })).toHaveCount(0);
  await viewer.getByRole("button", { name: "Leave organization" }).click();
  await viewer.getByRole("alertdialog").getByRole("button", { name: "Leave organization" }).click();
  await expect(viewer.getByRole("heading", { level: 1, name: "New organization" })).toBeVisible();
  await context.close();

  await page.goto(`/o/${slug}/settings`);
  await awake(page);
  await expect(page.getByText("You are its only owner, so you cannot leave.")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Harbour Works");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("button", { name: /Organization: Harbour Works/ })).toBeVisible();
  await inspectPage(page, "settings", 1280);
  await inspectPage(page, "settings", 360);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole("button", { name: "Delete organization…" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByRole("button", { name: "Delete organization" })).toBeDisabled();
  await dialog.getByRole("textbox").fill(slug);
  await dialog.getByRole("button", { name: "Delete organization" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "New organization" })).toBeVisible();
});

test("a deleted organization's grant is refused within a second", async ({ page, baseURL, installation }) => {
  const { slug, call } = await newPlace(page, baseURL ?? "", person("Petra"), unique("Ends"));
  await call("server.register", { name: "Zabbix", url: installation.urls.sample });
  const { token } = await call<{ token: string }>("grant.issue", { label: "agent", access: [{ serverSlug: "zabbix", policyId: null }] });
  const url = `${installation.urls.gateway}/${slug}/zabbix/mcp`;
  const status = async () => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", accept: "application/json, text/event-stream" };
    return (await fetch(url, { method: "POST", headers, body: '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}' })).status;
  };
  expect(await status()).not.toBe(401);
  await call("organization.delete", { confirm: slug });
  await expect(async () => expect(await status()).toBe(401)).toPass({ timeout: 1_000, intervals: [50] });
});

test("channels: add one, see the test arrive or say why not, turn it off, delete it", async ({ page, baseURL, installation }) => {
  const { slug } = await newPlace(page, baseURL ?? "", person("Quin"), unique("Bell"));
  await page.goto(`/o/${slug}/notifications`);
  await awake(page);
  await page.getByRole("button", { name: "Add channel" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Kind").selectOption({ label: "Webhook" });
  await dialog.getByLabel("Name").fill("Night desk");
  await dialog.getByLabel("URL").fill(installation.urls.sample);
  await dialog.getByRole("button", { name: "Add channel" }).click();
  await page.getByRole("button", { name: "Send test to Night desk" }).click();
  await expect(page.getByText(/The other side answered 4\d\d/)).toBeVisible();
  await inspectPage(page, "notifications", 1280);
  await inspectPage(page, "notifications", 360);
  await page.getByRole("button", { name: "Actions for Night desk" }).click();
  await page.getByRole("menuitem", { name: "Turn off" }).click();
  await expect(page.getByText("Off", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Actions for Night desk" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete channel" }).click();
  await expect(page.getByText("No channel yet")).toBeVisible();
});

test("the audit log: one row for an editing stretch, filters in the address, a file to take away", async ({
  page,
  baseURL,
  installation,
}) => {
  const { slug, call } = await newPlace(page, baseURL ?? "", person("Rhea"), unique("Ledger"));
  await call("server.register", { name: "Zabbix", url: installation.urls.sample });
  const { id } = await call<{ id: string }>("policy.create", {
    serverSlug: "zabbix",
    name: "Quiet",
    document: '{"version":"1","default":"deny"}',
  });
  for (const draftRevision of [1, 2, 3])
    await call("policy.saveDraft", { id, document: `{"version":"1","default":"deny"}${" ".repeat(draftRevision)}`, draftRevision });
  await call("policy.publish", { id });
  await page.goto(`/o/${slug}/audit`);
  await awake(page);
  const log = page.getByRole("table", { name: "Audit log" });
  await expect(log.getByRole("row", { name: /Saved a draft of the policy 3 times: Quiet/ })).toBeVisible();
  await expect(log.getByRole("row", { name: /Published the policy Quiet as version 1/ })).toBeVisible();
  await page.getByLabel("About").selectOption({ label: "Servers" });
  await expect(page).toHaveURL(/kind=server/);
  await expect(log.getByRole("row", { name: /Registered the server/ })).toBeVisible();
  await expect(log.getByRole("row", { name: /Quiet/ })).toHaveCount(0);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Export CSV" }).click()]);
  expect(file.suggestedFilename()).toBe(`audit-${slug}.csv`);
  await inspectPage(page, "audit log", 1280);
  await inspectPage(page, "audit log", 360);
});
