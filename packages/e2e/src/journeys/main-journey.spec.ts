import type { Page } from "@playwright/test";
import { freshMinute } from "../client/fresh-minute.ts";
import { inspectorToolNames } from "../client/inspector.ts";
import { connectClient, type McpClient } from "../client/mcp-client.ts";
import { acceptAllShown } from "./accept-tools.ts";
import { expect, test } from "./journey.ts";
import { awake, signUp } from "./people.ts";

const seedPolicy = {
  version: "1",
  default: "deny",
  tools: {
    zabbix_logout: { limits: [{ counter: "zabbix_logout_rate", window: "minute", max: 10, scope: "grant" }] },
  },
};

test("from sign-up to governed calls, to another version, to a revoked grant", async ({ page, context, installation }) => {
  test.setTimeout(180_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);

  await test.step("sign up", () =>
    signUp(page, { name: "Robin Vale", email: "robin@northwind.test", password: "a long enough password" }, "Northwind"));

  await test.step("register the sample server by its URL: 102 tools", async () => {
    await goTo(page, "Servers");
    await page.getByRole("link", { name: "Register server" }).click();
    await page.getByLabel("Server URL").fill(installation.urls.sample);
    await page.getByLabel("Name", { exact: true }).fill("Zabbix");
    await page.getByRole("button", { name: "Register server" }).click();
    await acceptAllShown(page, "Zabbix");
    await expect(page.getByRole("heading", { name: "102 tools" })).toBeVisible();
    await expect(page.getByRole("button", { name: /^zabbix_host_delete/ })).toBeVisible();
  });

  await test.step("paste the seed policy and publish it", async () => {
    await page.getByRole("link", { name: "Create policy" }).click();
    await page.getByLabel("Name", { exact: true }).fill("careful");
    await page.getByRole("button", { name: "Create policy" }).click();
    await pasteDocument(page, seedPolicy);
    await publish(page, 1);
  });

  const { gatewayUrl, token } = await test.step("create a grant: the token is shown once", async () => {
    await goTo(page, "Grants");
    await page.getByRole("link", { name: "Create grant" }).click();
    await page.getByLabel("Label").fill("night shift");
    await expect(page.getByRole("combobox", { name: "Policy for Zabbix" })).toHaveText(/careful \(version 1\)/);
    await page.getByRole("button", { name: "Create grant" }).click();
    await page.getByRole("region", { name: "Token" }).getByRole("button", { name: "Copy token" }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    await expect(page.getByText(copied, { exact: true })).toBeVisible();
    await page.reload();
    await expect(page.getByText(copied)).toHaveCount(0);
    return { gatewayUrl: `${installation.urls.gateway}/northwind/zabbix/mcp`, token: copied };
  });

  await test.step("two real clients see the same 102 tools", async () => {
    const names = await inspectorToolNames(gatewayUrl, token);
    expect(names).toHaveLength(102);
    const client = await connectClient(gatewayUrl, token);
    expect(await client.toolNames()).toEqual(names);
    await client.close();
  });

  const client = await connectClient(gatewayUrl, token);
  await test.step("ten calls in a minute pass, the eleventh is refused, and the open log shows them", async () => {
    await goTo(page, "Activity");
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
    await freshMinute(20);
    await spendTheMinute(client);
    const logouts = page.getByRole("row").filter({ hasText: "zabbix_logout" });
    await expect(logouts.filter({ hasText: "Allowed" })).toHaveCount(10);
    await expect(logouts.filter({ hasText: "Denied" })).toHaveCount(1);
    await expect(page.getByRole("row").filter({ hasText: "zabbix_host_delete" })).toContainText("Denied");
    expect(await page.evaluate(() => "sameDocument" in globalThis)).toBe(true);
  });

  await test.step("another version decides the next call within a second", async () => {
    expect((await client.call("zabbix_get_api_version")).decision).toMatchObject({ reason: "default_deny", policy_version: 1 });
    await goTo(page, "Policies");
    await page.getByRole("link", { name: "careful" }).click();
    await pasteDocument(page, { ...seedPolicy, tools: { ...seedPolicy.tools, zabbix_get_api_version: {} } });
    await publish(page, 2);
    await expect(async () => {
      const answer = await client.call("zabbix_get_api_version");
      expect(answer).toMatchObject({ isError: false, decision: undefined });
    }).toPass({ timeout: 1000, intervals: [50] });
    expect((await client.call("zabbix_host_delete", { hostids: ["10084"] })).decision).toMatchObject({ policy_version: 2 });
  });

  await test.step("a revoked grant is refused within a second", async () => {
    await goTo(page, "Grants");
    await page.getByRole("link", { name: "night shift" }).click();
    await page.getByRole("button", { name: /^Revoke/ }).click();
    await page
      .getByRole("alertdialog")
      .getByRole("button", { name: /^Revoke/ })
      .click();
    await expect(page.getByText("Revoked", { exact: true }).first()).toBeVisible();
    await expect(async () => expect(await statusOf(gatewayUrl, token)).toBe(401)).toPass({ timeout: 1000, intervals: [50] });
  });
  await client.close().catch(() => undefined); // its session ended with the grant
});

/** What the page before offers under the same words is gone when its heading is. */
async function goTo(page: Page, section: "Servers" | "Grants" | "Policies" | "Activity") {
  await page.getByRole("navigation", { name: "Organization" }).getByRole("link", { name: section }).click();
  await expect(page.getByRole("heading", { level: 1, name: section })).toBeVisible();
  await awake(page);
}

async function pasteDocument(page: Page, document: object) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), JSON.stringify(document, null, 2));
  const editor = page.getByRole("textbox", { name: "Policy document" });
  await editor.click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("ControlOrMeta+V");
  await expect(editor).toContainText("zabbix_logout_rate");
}

async function publish(page: Page, version: number) {
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: `Publish version ${version}` })
    .click();
  await expect(page.getByText(`Version ${version} live`)).toBeVisible();
}

async function spendTheMinute(client: McpClient) {
  for (let call = 1; call <= 10; call++) {
    expect((await client.call("zabbix_logout")).decision, `call ${call}`).toBeUndefined();
  }
  const eleventh = await client.call("zabbix_logout");
  expect(eleventh.text).toMatch(/^\[POLICY DENIED\] /);
  expect(eleventh.decision).toMatchObject({ decision: "limit", reason: "limit_exceeded", rule: "/tools/zabbix_logout/limits/0" });
  expect(eleventh.decision?.retry_after_seconds).toBeGreaterThan(0);
  expect(eleventh.decision?.retry_after_seconds).toBeLessThanOrEqual(60);
  const denied = await client.call("zabbix_host_delete", { hostids: ["10084"] });
  expect(denied).toMatchObject({ isError: true, decision: { decision: "deny", reason: "default_deny" } });
  expect(denied.text).toMatch(/^\[POLICY DENIED\] /);
}

async function statusOf(url: string, token: string) {
  const { status } = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} }),
  });
  return status;
}
