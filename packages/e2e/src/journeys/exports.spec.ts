import { createHmac } from "node:crypto";
import fs from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import type { Page } from "@playwright/test";
import { inspectPage } from "./inspect.ts";
import { expect, test } from "./journey.ts";
import { newPlace, unique } from "./people.ts";

/** A new organization with some changes in its record, at the page. */
async function atExports(page: Page, baseURL: string) {
  const person = { name: "Elif Kaya", email: `${unique("elif")}@example.test`, password: "a long enough password" };
  const place = await newPlace(page, baseURL, person, unique("Exports"));
  for (const name of ["one", '=cmd|" /C calc"!A0'])
    await place.call("channel.create", { kind: "webhook", name, target: "https://hooks.example.com/x" });
  await page.goto(`/o/${place.slug}/exports`);
  return place;
}

test("the record is counted, exported and the export is listed with who took it", async ({ page, baseURL }) => {
  await atExports(page, baseURL ?? "");
  await expect(page.getByRole("heading", { level: 1, name: "Exports & streams" })).toBeVisible();
  await expect(page.getByText("No export yet.", { exact: false })).toBeVisible();
  const count = Number((await page.getByText(/^\d+ records$/).innerText()).split(" ")[0]);
  expect(count).toBeGreaterThanOrEqual(3);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download JSON Lines" }).click()]);
  expect(download.suggestedFilename()).toMatch(/^record-exports-.*\.jsonl$/);
  const lines = fs
    .readFileSync(await download.path(), "utf8")
    .trimEnd()
    .split("\n");
  expect(lines).toHaveLength(count);
  expect(lines.map((line) => JSON.parse(line).action)).toContain("channel.create");
  const recent = page.getByRole("list", { name: "Recent exports" });
  await expect(recent.getByRole("listitem").filter({ hasText: "Done" })).toContainText(`${count} records`);
  await expect(recent).toContainText("Elif Kaya");

  // A spreadsheet's formula comes out as text.
  await page.getByLabel("Format").selectOption("CSV");
  const [csv] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download CSV" }).click()]);
  expect(fs.readFileSync(await csv.path(), "utf8")).toContain("'=cmd");
  await page.getByLabel("Records").selectOption("Calls");
  await expect(page.getByText("There is nothing in this span.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Download CSV" })).toBeDisabled();
});

// Refused where it is entered.
test.describe("streams", () => {
  test.use({ expectedNoise: [/status of 400/] });

  test("a stream is added, tested, paused and deleted; what arrives carries the signature of the secret that was shown", async ({
    page,
    baseURL,
  }) => {
    const received: { headers: IncomingHttpHeaders; body: string }[] = [];
    const receiver = createServer(async (request, response) => {
      received.push({ headers: request.headers, body: await text(request) });
      response.end();
    });
    await new Promise<void>((ready) => receiver.listen(0, "127.0.0.1", ready));
    const { port } = receiver.address() as { port: number };
    await atExports(page, baseURL ?? "");
    await expect(page.getByText("No stream yet")).toBeVisible();
    await page.getByRole("button", { name: "Add stream" }).click();
    const form = page.getByRole("dialog", { name: "Add stream" });
    await form.getByLabel("Name", { exact: true }).fill("SIEM");
    await form.getByLabel("URL").fill("http://192.168.0.1/x");
    await form.getByRole("button", { name: "Add stream" }).click();
    await expect(form.getByLabel("URL")).toHaveAttribute("aria-invalid", "true");
    await form.getByLabel("URL").fill(`http://127.0.0.1:${port}/in`);
    await form.getByRole("button", { name: "Add stream" }).click();
    const shown = page.getByRole("region", { name: "The signing secret" });
    const secret = await shown.locator("code").innerText();
    await inspectPage(page, "exports", 1280);
    await shown.getByRole("button", { name: "I have it" }).click();
    await expect(shown).toBeHidden();

    await page.getByRole("button", { name: "Send test to SIEM" }).click();
    await expect(page.getByText(/^The receiver answered 200\./)).toBeVisible();
    const tested = received.find(({ body }) => body.includes("portcullis.test"));
    const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = tested?.headers ?? {};
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    expect(signature).toBe(`v1,${createHmac("sha256", key).update(`${id}.${at}.${tested?.body}`).digest("base64")}`);

    const row = page.getByRole("list", { name: "Streams" }).getByRole("listitem");
    await page.getByRole("button", { name: "Pause SIEM" }).click();
    await expect(row.getByText("Paused", { exact: true })).toBeVisible();
    await inspectPage(page, "exports", 360);
    await page.getByRole("button", { name: "Actions for SIEM" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete stream" }).click();
    await expect(page.getByText("No stream yet")).toBeVisible();
    await new Promise((done) => receiver.close(done).closeAllConnections());
  });
});
