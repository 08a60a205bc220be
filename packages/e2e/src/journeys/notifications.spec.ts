import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import type { Page } from "@playwright/test";
import { inspectPage } from "./inspect.ts";
import { expect, test } from "./journey.ts";
import { awake, newPlace, unique } from "./people.ts";

type Received = { headers: IncomingHttpHeaders; body: string };

/** A receiver on loopback, which writes down what comes. */
async function receiver() {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    response.end();
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as { port: number };
  return { received, url: `http://127.0.0.1:${port}/in`, close: () => new Promise((done) => server.close(done).closeAllConnections()) };
}

async function atNotifications(page: Page, baseURL: string) {
  const person = { name: "Nadia Orr", email: `${unique("nadia")}@example.test`, password: "a long enough password" };
  const place = await newPlace(page, baseURL, person, unique("Bells"));
  await page.goto(`/o/${place.slug}/notifications`);
  await awake(page);
  return place;
}

test("a webhook is added, its test carries the signature of the secret that was shown, and its log is empty until something waits", async ({
  page,
  baseURL,
}) => {
  const there = await receiver();
  await atNotifications(page, baseURL ?? "");
  await expect(page.getByText("No channel yet")).toBeVisible();
  await page.getByRole("button", { name: "Add channel" }).click();
  const form = page.getByRole("dialog", { name: "Add channel" });
  await form.getByLabel("Kind").selectOption({ label: "Webhook" });
  await form.getByLabel("Name").fill("Night desk");
  await form.getByLabel("URL").fill(there.url);
  await form.getByRole("button", { name: "Add channel" }).click();
  const shown = page.getByRole("region", { name: "The signing secret" });
  const secret = await shown.locator("code").innerText();
  await shown.getByRole("button", { name: "I have it" }).click();
  await expect(shown).toBeHidden();

  await page.getByRole("button", { name: "Send test to Night desk" }).click();
  await expect(page.getByText(/^Delivered: the other side answered 200\./)).toBeVisible();
  const [tested] = there.received as [Received];
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = tested.headers;
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  expect(signature).toBe(`v1,${createHmac("sha256", key).update(`${id}.${at}.${tested.body}`).digest("base64")}`);
  expect(JSON.parse(tested.body)).toMatchObject({ type: "portcullis.test", id });

  await page.getByRole("button", { name: "Log of Night desk" }).click();
  await expect(page.getByRole("dialog", { name: "Log of Night desk" }).getByText("Nothing was sent yet")).toBeVisible();
  await inspectPage(page, "log of a channel", 1280);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Actions for Night desk" }).click();
  await page.getByRole("menuitem", { name: "Rotate signing secret" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Rotate secret" }).click();
  await expect(shown.locator("code")).not.toHaveText(secret);
  await there.close();
});

// What is refused is refused where it is entered.
test.describe("hours", () => {
  test.use({ expectedNoise: [/status of 400/] });

  test("quiet hours and the digest are set, stay, and can be wrong", async ({ page, baseURL }) => {
    await atNotifications(page, baseURL ?? "");
    const save = page.getByRole("button", { name: "Save settings" });
    await page.getByLabel("Quiet hours", { exact: true }).check();
    await page.getByLabel("From").fill("00:00");
    await page.getByLabel("Until").fill("00:00");
    await save.click();
    await expect(page.getByText("Leave some time in which notices go out.")).toBeVisible();
    await page.getByText("Sun", { exact: true }).click();
    await page.getByText("Sat", { exact: true }).click();
    await page.getByLabel("Until").fill("23:59");
    await page.getByLabel("Critical calls are told at once").check();
    await page.getByLabel("Weekly digest", { exact: true }).check();
    await page.getByLabel("Day", { exact: true }).selectOption("Friday");
    await page.getByLabel("Hour").selectOption("16:00");
    await page.getByLabel("Time zone").selectOption("Europe/Istanbul");
    await save.click();
    await expect(page.getByText(/The next one goes out Fri, .*16:00\.|The next one goes out Fri .*16:00\./)).toBeVisible();
    await inspectPage(page, "notification settings", 1280);
    await inspectPage(page, "notification settings", 360);

    await page.reload();
    await expect(page.getByLabel("Until")).toHaveValue("23:59");
    await expect(page.getByLabel("Time zone")).toHaveValue("Europe/Istanbul");
    await expect(page.getByRole("checkbox", { name: "Sunday" })).not.toBeChecked();
    await expect(page.getByRole("checkbox", { name: "Monday" })).toBeChecked();
    await expect(page.getByLabel("Critical calls are told at once")).toBeChecked();
  });
});
