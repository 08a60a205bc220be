/** The public pages as somebody reads them who has no account, with and without scripts. */
import { inspectPage } from "./inspect.ts";
import { expect, test } from "./journey.ts";

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("one finds a tool and reads why it needs a policy, which one, and what stops an attack", async ({ page }) => {
    await page.goto("/");
    await page.getByRole("navigation", { name: "Public pages" }).getByRole("link", { name: "Catalogue" }).click();
    await page.getByRole("searchbox", { name: "Search servers and tools" }).fill("logout");
    await page.getByRole("combobox", { name: "Category" }).selectOption("execute");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("link", { name: "Tools", exact: true }).click();
    await page.getByRole("link", { name: "zabbix_logout" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "zabbix_logout" })).toBeVisible();
    await expect(page.getByText("High risk").first()).toBeVisible();
    await expect(page.locator("#policy")).toContainText('"zabbix_logout_rate"');
    const headings = await page.getByRole("heading", { level: 2 }).allTextContents();
    expect(headings.slice(0, 6)).toEqual([
      "What it does on this server",
      "Why it needs a policy",
      expect.stringMatching(/attack/i),
      "How to control it",
      "Related tools",
      "Questions",
    ]);
    await page
      .getByRole("region", { name: /attack/i })
      .getByRole("link")
      .first()
      .click();
    await expect(page.getByRole("heading", { level: 2, name: "What stops it" })).toBeVisible();
    await expect(page.getByText("The agent reads:")).toBeVisible();
  });

  test("the contact form sends and thanks, and says what was wrong", async ({ page }) => {
    await page.goto("/contact");
    await page.getByLabel("Name").fill("Ada");
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByLabel("Message").fill("Where is the server for my telescope?");
    await page.getByRole("button", { name: "Send" }).click();
    await expect(page.getByRole("heading", { name: "Thank you. Your message has arrived." })).toBeVisible();
    await page.goto("/contact?problem=throttled");
    await expect(page.getByText("Too many messages have come in.")).toBeVisible();
    await page.goto("/contact?problem=%3Cscript%3E");
    await expect(page.getByRole("button", { name: "Send" })).toBeVisible();
  });
});

test("a pasted configuration is checked without a single request, and no secret of it is shown", async ({ page }) => {
  const known = page.waitForResponse("**/scan/servers.json");
  await page.goto("/scan");
  await known;
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const secret = "ghp_5cV9mYx2uQeR8tLw3zKaPb7nDf1sGh4jXo6i";
  const configuration = {
    mcpServers: {
      files: { command: "npx", args: ["-y", "@modelcontextprotocol/server-filesystem", "/home/me"], env: { GITHUB_TOKEN: secret } },
      own: { url: "https://mcp.example.com/mcp", headers: { Authorization: `Bearer ${secret}` } },
    },
  };
  await page.getByLabel("Client configuration").fill(JSON.stringify(configuration));
  await page.getByRole("button", { name: "Check it" }).click();
  await expect(page.getByRole("heading", { name: "2 of 2 servers bypass a gateway" })).toBeVisible();
  const found = page.getByRole("status").filter({ hasText: "bypass a gateway" });
  await expect(found.getByText('"default": "deny"')).toBeVisible();
  expect(await found.textContent()).not.toContain(secret);
  const download = page.waitForEvent("download");
  await found.getByRole("button", { name: "Download" }).click();
  expect((await download).suggestedFilename()).toBe("files-policy.json");
  await inspectPage(page, "scan with a result", 360);
  // What is saved is made in the page.
  expect(asked.filter((url) => !url.startsWith("blob:"))).toEqual([]);
});

test("an attack's policy can be changed and judged on the page", async ({ page }) => {
  await page.goto("/attacks/runaway-loop");
  await page.getByText("Change it and try again").click();
  await page.getByLabel("Policy", { exact: true }).fill('{ "version": "1", "default": "allow" }');
  await page.getByRole("button", { name: "Run it" }).click();
  await expect(page.getByRole("status").getByText("Allowed")).toBeVisible();
});
