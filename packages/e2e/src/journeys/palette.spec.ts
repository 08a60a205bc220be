import { inspectPage } from "./inspect.ts";
import { expect, keepStill, test } from "./journey.ts";
import { awake, newPlace, unique } from "./people.ts";

const person = (name: string) => ({ name, email: `${unique(name.toLowerCase())}@example.test`, password: "a long enough password" });

test("with the keyboard alone: to a server by its name, to places by letters, another theme, the sheet", async ({
  page,
  baseURL,
  installation,
}) => {
  const { slug, call } = await newPlace(page, baseURL ?? "", person("Wim"), unique("Reach"));
  await call("server.register", { name: "Far Observatory", url: installation.urls.sample });
  await page.goto(`/o/${slug}`);
  await awake(page);

  await page.keyboard.press("ControlOrMeta+k");
  const search = page.getByRole("combobox", { name: "Search and commands" });
  await expect(search).toBeFocused();
  await search.pressSequentially("observ");
  await expect(page.getByRole("option", { name: /Far Observatory/ })).toBeVisible();
  await inspectPage(page, "palette", 1280);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Far Observatory" })).toBeVisible();

  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await expect(page.getByRole("heading", { level: 1, name: "Policies" })).toBeVisible();

  await page.keyboard.press("ControlOrMeta+k");
  await search.pressSequentially("theme: dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("button", { name: "Theme: dark" })).toBeVisible();

  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet).toBeVisible();
  await sheet.getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press("?");
  await page.keyboard.press("ControlOrMeta+k");
  await expect(search).toBeFocused();
  await expect(sheet).toHaveCount(0);
});

test("on a phone the palette is a button, and offers a viewer nothing that a viewer may not", async ({ page, browser, baseURL }) => {
  const { slug, call } = await newPlace(page, baseURL ?? "", person("Xia"), unique("Small"));
  const guest = person("Yan");
  const { invitationUrl } = await call<{ invitationUrl: string }>("member.invite", { email: guest.email, role: "viewer" });
  const context = await keepStill(await browser.newContext({ baseURL, viewport: { width: 360, height: 780 } }));
  const phone = await context.newPage();
  const invitationToken = invitationUrl.split("/").at(-1);
  const headers = { origin: new URL(baseURL ?? "").origin, "content-type": "application/json" };
  expect((await phone.request.post("/api/trpc/account.signUp", { headers, data: { ...guest, invitationToken } })).ok()).toBe(true);
  await phone.goto(`/o/${slug}`);
  await awake(phone);
  await phone.getByRole("button", { name: "Search and commands" }).click();
  await expect(phone.getByRole("option", { name: "Overview" })).toBeVisible();
  await expect(phone.getByRole("option", { name: /Audit log|Members|Register|Create|Invite/ })).toHaveCount(0);
  await inspectPage(phone, "palette", 360);
  await context.close();
});
