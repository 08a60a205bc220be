import { connectClient } from "../client/mcp-client.ts";
import { acceptAllTools } from "./accept-tools.ts";
import { inspectPage } from "./inspect.ts";
import { expect, test } from "./journey.ts";
import { awake, newPlace, unique } from "./people.ts";

const person = (name: string) => ({ name, email: `${unique(name.toLowerCase())}@example.test`, password: "a long enough password" });
const document = JSON.stringify({
  version: "1",
  default: "deny",
  tools: { zabbix_logout: { limits: [{ counter: "out", window: 3600, max: 4 }] } },
});

test.use({ expectedNoise: [/status of 400/] });

test("a grant with tags and an end; its limits fill while it is used; rotated with an overlap", async ({ page, baseURL, installation }) => {
  const { slug, call } = await newPlace(page, baseURL ?? "", person("Sol"), unique("Keys"));
  await call("server.register", { name: "Zabbix", url: installation.urls.sample });
  await acceptAllTools(page, baseURL ?? "", slug);
  await call("server.register", { name: "Bare", slug: "bare", url: installation.urls.sample });
  const { id: policyId } = await call<{ id: string }>("policy.create", { serverSlug: "zabbix", name: "Careful", document });
  await call("policy.publish", { id: policyId });

  await page.goto(`/o/${slug}/grants/new`);
  await awake(page);
  await page.getByLabel("Label").fill("night shift");
  await page.getByRole("checkbox", { name: "Zabbix" }).check();
  await page.getByRole("checkbox", { name: "Bare" }).check();
  await expect(page.getByText("No policy for Bare: every call there is denied")).toBeVisible();
  await page.getByRole("checkbox", { name: "Bare" }).uncheck();
  await page.getByLabel("Tags").fill("ci, not a tag!");
  await page.getByRole("button", { name: "Create grant" }).click();
  await expect(page.getByText(/A tag has at most 40/)).toBeVisible();
  await page.getByLabel("Tags").fill("ci, production");
  await page.getByLabel("Expires").selectOption({ label: "In 7 days" });
  await page.getByRole("button", { name: "Create grant" }).click();
  const token = await page.getByRole("region", { name: "Token" }).locator("code").innerText();
  await page.getByRole("link", { name: "Open grant" }).click();
  await expect(page.getByText("production", { exact: true })).toBeVisible();

  const limits = page.getByRole("list", { name: "Limits" });
  await expect(limits).toContainText("0 of 4");
  const client = await connectClient(`${installation.urls.gateway}/${slug}/zabbix/mcp`, token);
  for (let n = 0; n < 3; n++) await client.call("zabbix_logout");
  await expect(limits).toContainText("3 of 4");

  await page.getByRole("button", { name: "Rotate token" }).click();
  await page.getByRole("dialog").getByLabel("The old token").selectOption({ label: "Works for 1 more hour" });
  await page.getByRole("dialog").getByRole("button", { name: "Rotate token" }).click();
  await expect(page.getByRole("region", { name: "Token" })).toBeVisible();
  await expect(page.getByText(/works until/)).toBeVisible();
  await client.call("zabbix_logout"); // the old token goes on, and so does the count
  await expect(limits).toContainText("4 of 4");
  await client.close();

  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByRole("dialog").getByLabel("Tags").fill("staging");
  await page.getByRole("dialog").getByLabel("Expires").fill("");
  await page.getByRole("dialog").getByRole("button", { name: "Save grant" }).click();
  await expect(page.getByText("staging", { exact: true })).toBeVisible();
  await expect(page.getByText("production", { exact: true })).toHaveCount(0);
  await inspectPage(page, "grant", 1280);
  await inspectPage(page, "grant", 360);
});

test("a server without a policy is amber, and the way to one is a link", async ({ page, baseURL, installation }) => {
  const { slug, call } = await newPlace(page, baseURL ?? "", person("Tam"), unique("Amber"));
  await call("server.register", { name: "Zabbix", url: installation.urls.sample });
  await call("grant.issue", { label: "bare", access: [{ serverSlug: "zabbix", policyId: null }] });
  await page.goto(`/o/${slug}/grants`);
  await expect(page.getByText("Zabbix: no policy, every call denied")).toBeVisible();
  await page.getByRole("link", { name: "bare" }).click();
  await page.getByRole("link", { name: "Create a policy for Zabbix" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Create policy" })).toBeVisible();
});
