import { inspectPage } from "./inspect.ts";
import { expect, test } from "./journey.ts";
import { observedOrganization } from "./observed-organization.ts";
import { awake } from "./people.ts";

// A stop without a reason is refused, and so is what asks for a password: the browser notes both.
test.use({ expectedNoise: [/status of 40[03]/] });

test("one click stops a server: calls are refused within a second, everybody is told, and a release lets them through again", async ({
  page,
  installation,
}) => {
  const { slug, client } = await observedOrganization(page, installation.urls);
  await client.call("zabbix_get_problems");
  await page.goto(`/o/${slug}/servers/zabbix`);
  await awake(page);
  await page.getByRole("button", { name: "Stop the server Zabbix" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Every call to Zabbix is refused, whichever grant makes it.");
  await dialog.getByRole("button", { name: "Stop now" }).click();
  await expect(dialog).toContainText("Say why");
  await dialog.getByLabel("Why").fill("hosts are disappearing");
  const stopped = page.waitForResponse((response) => response.url().includes("kill.set") && response.ok());
  await dialog.getByRole("button", { name: "Stop now" }).click();
  await stopped;
  const at = performance.now();
  expect(await client.call("zabbix_get_problems")).toMatchObject(killed);
  expect(performance.now() - at).toBeLessThan(1_000);

  const banner = page.getByRole("alert").filter({ hasText: "Stopped: the server Zabbix" });
  await expect(banner).toContainText("Robin Vale");
  await expect(banner).toContainText("“hosts are disappearing”");
  await page.goto(`/o/${slug}/activity`);
  await expect(banner).toBeVisible();
  await expect(page.getByRole("row", { name: /zabbix_get_problems.*Stopped by an administrator/ }).first()).toBeVisible();

  // A login of long ago: the password is asked for, and what was begun goes on by itself.
  await page.route(
    /kill\.release/,
    (route) =>
      route.fulfill({
        status: 403,
        contentType: "application/json",
        body: JSON.stringify([{ error: { json: freshLoginNeeded } }]),
      }),
    { times: 1 },
  );
  await banner.getByRole("button", { name: "Release the server Zabbix" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Release" }).click();
  const confirmation = page.getByRole("dialog", { name: "Confirm that it is you" });
  await confirmation.getByLabel(/^Password of robin-/).fill("not my password");
  await confirmation.getByRole("button", { name: "Confirm" }).click();
  await expect(confirmation).toContainText("This is not your password.");
  await confirmation.getByLabel(/^Password of robin-/).fill("a long enough password");
  await confirmation.getByRole("button", { name: "Confirm" }).click();
  await expect(banner).toHaveCount(0);
  await expect(page.getByText("Released: the server Zabbix", { exact: true })).toBeVisible();
  await expect.poll(async () => (await client.call("zabbix_get_problems")).isError, { timeout: 2_000 }).toBe(false);
  await client.close();
});

test("a tool by its row, everything from the palette; the page lists both and what was before, on a phone too", async ({
  page,
  installation,
}) => {
  const { slug, client } = await observedOrganization(page, installation.urls);
  await page.goto(`/o/${slug}/servers/zabbix`);
  await awake(page);
  await page.getByRole("searchbox", { name: "Search tools" }).fill("zabbix_get_problems");
  await page.getByRole("button", { name: "Stop the tool zabbix_get_problems on Zabbix" }).click();
  await page.getByRole("dialog").getByLabel("Why").fill("it floods the inbox");
  await page.keyboard.press("Enter");
  const tools = page.getByRole("region", { name: /\d+ tools/ });
  await expect(tools.getByRole("listitem").filter({ hasText: "zabbix_get_problems" })).toContainText("Stopped");
  expect(await client.call("zabbix_get_problems")).toMatchObject(killed);
  await client.call("zabbix_get_users"); // other tools go on

  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: "Search and commands" }).fill("stop everything");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: /^Stop all of Watch/ });
  await dialog.getByLabel("Why").fill("a drill");
  await dialog.getByRole("button", { name: "Stop now" }).click();
  const standing = page.getByRole("list", { name: "Stopped now" });
  await expect(standing.getByRole("listitem")).toHaveCount(2);
  expect(await client.call("zabbix_get_users")).toMatchObject(killed);
  await client.close();
  await inspectPage(page, "kill switches", 1280);
  await inspectPage(page, "kill switches", 360);
  await standing.getByRole("button", { name: /^Release all of Watch/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Release" }).click();
  await expect(standing.getByRole("listitem")).toHaveCount(1);
  const history = page.getByRole("list", { name: "History" });
  await expect(history.getByRole("listitem").first()).toContainText("Released");
  await expect(history).toContainText("tool zabbix_get_problems of zabbix");
});

const killed = { isError: true, decision: { reason: "killed" }, text: expect.stringContaining("stopped by an administrator") };
const freshLoginNeeded = {
  message: "This asks for a login of the last 5 minutes.",
  code: -32003,
  data: { code: "FORBIDDEN", httpStatus: 403, path: "kill.release", reason: "fresh_login", issues: [] },
};
