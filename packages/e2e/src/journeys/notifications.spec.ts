import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import type { Page } from "@playwright/test";
import { connectClient } from "../client/mcp-client.ts";
import { acceptAllTools } from "./accept-tools.ts";
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

test("a call that waits is told within seconds, with a link and nothing of its arguments; the log says so", async ({
  page,
  baseURL,
  installation: { urls },
}) => {
  const there = await receiver();
  const { slug, call } = await atNotifications(page, baseURL ?? "");
  await call("server.register", { name: "Zabbix", slug: "zabbix", url: urls.sample });
  await acceptAllTools(page, urls.dashboard, slug);
  const tools = { zabbix_create_maintenance: { action: "require_approval" } };
  const document = JSON.stringify({ version: "1", default: "deny", tools });
  const { id: policyId } = await call<{ id: string }>("policy.create", { serverSlug: "zabbix", name: "asked", document });
  await call("policy.publish", { id: policyId });
  const access = [{ serverSlug: "zabbix", policyId }];
  const { token } = await call<{ token: string }>("grant.issue", { label: "Night agent", access });
  await call("channel.create", { kind: "webhook", name: "Night desk", target: there.url });

  const agent = await connectClient(`${urls.gateway}/${slug}/zabbix/mcp`, token);
  const args = { name: "patching tonight", active_since: 1_700_000_000, active_till: 1_700_003_600, hostids: ["10084"] };
  const { decision } = await agent.call("zabbix_create_maintenance", args);
  await agent.close();
  expect(decision).toMatchObject({ reason: "approval_required", approval_url: expect.stringContaining(`/o/${slug}/approvals/`) });
  await expect.poll(() => there.received.length).toBe(1);
  const { body } = there.received[0] as Received;
  const request = { id: decision?.approval_id, tool: "zabbix_create_maintenance", server: "zabbix", grant: "Night agent" };
  expect(JSON.parse(body)).toMatchObject({ type: "portcullis.approval_requested", url: decision?.approval_url, request });
  expect(body).not.toContain("patching tonight");

  await page.reload();
  await page.getByRole("button", { name: "Log of Night desk" }).click();
  const line = page.getByRole("list", { name: "Messages" }).getByRole("listitem");
  await expect(line).toContainText("zabbix_create_maintenance on zabbix, for Night agent");
  await expect(line).toContainText("Delivered: the other side answered 200.");
  await inspectPage(page, "log of a channel", 360);
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
    await page.getByLabel("Hour", { exact: true }).selectOption("16:00");
    await page.getByLabel("Time zone").selectOption("Europe/Istanbul");
    await save.click();
    await expect(page.getByText(/The next one goes out Fri.*16:00\./)).toBeVisible();
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
