import { inspectorToolNames } from "../client/inspector.ts";
import { connectClient } from "../client/mcp-client.ts";
import { acceptAllShown } from "./accept-tools.ts";
import { expect, test } from "./journey.ts";
import { awake, unique } from "./people.ts";

const clicksMax = 12;
const secondsMax = 180;

test("somebody new, who reads nothing but the screen, is at the first governed call after at most 12 clicks and 3 minutes", async ({
  page,
  context,
}) => {
  test.setTimeout(240_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  // Counted by the browser: what a finger does, not what the test thinks it did, nor what it takes back because the page moved under it.
  await context.exposeFunction("countClick", () => {
    clicks++;
  });
  let clicks = 0;
  await context.addInitScript(() =>
    addEventListener("click", ({ detail }) => detail > 0 && (globalThis as unknown as { countClick: () => void }).countClick(), true),
  );
  const start = performance.now();

  await page.goto("/");
  await awake(page);
  await page.getByRole("link", { name: "Create account" }).first().click();
  await awake(page);
  await page.getByLabel("Name", { exact: true }).fill("Nina Ode");
  await page.getByLabel("E-mail").fill(`${unique("nina")}@example.test`);
  await page.getByLabel("Password").fill("a long enough password");
  await page.getByLabel("Organization name").fill(unique("First"));
  await page.keyboard.press("Enter");

  // The overview names the next step, and each page the one after it.
  await page.getByRole("link", { name: "Register server" }).click();
  await awake(page);
  await page.getByRole("button", { name: "Use the sample Zabbix server" }).click();
  await page.getByRole("button", { name: "Register server" }).click();
  await acceptAllShown(page, "Zabbix");
  await page.getByRole("link", { name: "Create policy" }).click();
  await awake(page);
  await page.getByLabel("Name", { exact: true }).fill("first");
  await page.getByRole("button", { name: "Create policy" }).click();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  // What the draft changes is read before it is published, as a person does.
  await expect(page.getByRole("dialog").getByText("Allowed").first()).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Publish version 1" }).click();
  await expect(page.getByText("Version 1 live")).toBeVisible();
  await page.getByRole("link", { name: "Create a grant" }).click();
  await awake(page);
  await page.getByLabel("Label").fill("my agent");
  await page.getByRole("button", { name: "Create grant" }).click();
  await page.getByRole("region", { name: "Token" }).getByRole("button", { name: "Copy token" }).click();
  const token = await page.evaluate(() => navigator.clipboard.readText());
  const url = await page
    .getByText(/^http.*\/zabbix\/mcp$/)
    .first()
    .innerText();

  const [tool = "zabbix_get_problems"] = await inspectorToolNames(url, token);
  const client = await connectClient(url, token);
  const answer = await client.call(tool);
  await client.close();
  await expect(page.getByText("Connected", { exact: true })).toBeVisible();
  expect(answer.decision === undefined || answer.decision.policy_version === 1, "the call was governed").toBe(true);
  const seconds = (performance.now() - start) / 1000;
  test.info().annotations.push({ type: "first call", description: `${clicks} clicks, ${seconds.toFixed(0)} s` });
  expect(clicks).toBeGreaterThan(5);
  expect(clicks).toBeLessThanOrEqual(clicksMax);
  expect(seconds).toBeLessThanOrEqual(secondsMax);
});
