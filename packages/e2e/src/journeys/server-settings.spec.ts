import { inspectPage } from "./inspect.ts";
import { expect, test } from "./journey.ts";
import { awake, newPlace, unique } from "./people.ts";

test.use({ expectedNoise: [/status of 400/] });

test("settings of a server: defaults and ceilings are said, a forbidden header is refused at its field, what is saved stays", async ({
  page,
  baseURL,
  installation,
}) => {
  const person = { name: "Uma", email: `${unique("uma")}@example.test`, password: "a long enough password" };
  const { slug, call } = await newPlace(page, baseURL ?? "", person, unique("Dials"));
  await call("server.register", { name: "Zabbix", url: installation.urls.sample });
  await page.goto(`/o/${slug}/servers/zabbix`);
  await awake(page);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Settings of Zabbix" })).toBeVisible();
  await awake(page);
  await expect(page.getByText("Default 900, at most 900.")).toBeVisible();

  await page.getByLabel("Whole call, in seconds").fill("9000");
  await page.getByLabel("Client headers to forward").fill("x-request-id\nAuthorization");
  await page.getByRole("button", { name: "Save settings" }).click();
  await expect(page.getByText(/At most 900 seconds/)).toBeVisible();
  await expect(page.getByText(/authorization is never passed on/i)).toBeVisible();
  await expect(page.getByLabel("Whole call, in seconds")).toBeFocused();

  await page.getByLabel("Whole call, in seconds").fill("45");
  await page.getByLabel("Client headers to forward").fill("X-Request-Id");
  await page.getByRole("button", { name: "Save settings" }).click();
  await expect(page.getByText("Settings saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Whole call, in seconds")).toHaveValue("45");
  await expect(page.getByLabel("Client headers to forward")).toHaveValue("x-request-id");
  await inspectPage(page, "server settings", 1280);
  await inspectPage(page, "server settings", 360);

  await awake(page);
  await page.getByRole("button", { name: "Disable server" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Disable server" }).click();
  await expect(page.getByText("Disabled: the gateway refuses every call to it.")).toBeVisible();
});
