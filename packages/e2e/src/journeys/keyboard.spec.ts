/** The whole way, from an account to a governed call and a colleague, without a mouse: every key is one that a person would press. */
import type { Locator, Page } from "@playwright/test";
import { connectClient } from "../client/mcp-client.ts";
import { expect, test } from "./journey.ts";
import { awake, unique } from "./people.ts";

test("sign up, register, write a policy, try it, publish, grant, watch, invite: by keyboard alone", async ({ page, installation }) => {
  test.setTimeout(120_000);
  const organization = unique("Keys");
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const type = (text: string) => page.keyboard.type(text);
  const heading = (name: string | RegExp) => expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

  await test.step("sign up", async () => {
    await page.goto("/sign-up");
    await awake(page);
    await reach(page, page.getByLabel("Name", { exact: true }));
    await type("Kim Castle");
    await press("Tab");
    await type(`${unique("kim")}@keys.test`);
    await reach(page, page.getByLabel("Password"));
    await type("a long enough password");
    await reach(page, page.getByLabel("Organization name"));
    await type(organization);
    await press("Enter");
    await heading(organization);
    await awake(page);
  });

  await test.step("register the sample server", async () => {
    await press("g", "s");
    await heading("Servers");
    await reach(page, page.getByRole("link", { name: "Register server" }));
    await press("Enter");
    await heading("Register server");
    await reach(page, page.getByLabel("Server URL"));
    await type(installation.urls.sample);
    await reach(page, page.getByLabel("Name", { exact: true }));
    await press("ControlOrMeta+a");
    await type("Zabbix");
    await press("Enter");
    await heading("Review 102 tools");
    await reach(page, page.getByRole("button", { name: "Accept all 102" }));
    await press("Enter");
    await heading("Zabbix");
  });

  await test.step("create a policy that starts with nothing", async () => {
    await reach(page, page.getByRole("link", { name: "Create policy" }));
    await press("Enter");
    await heading("Create policy");
    await reach(page, page.getByLabel("Name", { exact: true }));
    await type("by keys");
    await reach(page, page.getByRole("radio", { name: /^Recommended/ }));
    await press("ArrowUp", "ArrowUp"); // around to the end of the list
    await expect(page.getByRole("radio", { name: /^Nothing/ })).toBeChecked();
    await reach(page, page.getByRole("button", { name: "Create policy" }));
    await press("Enter");
    await heading("by keys");
  });

  const state = (tool: string) => page.getByRole("combobox", { name: `State of ${tool}` });
  const text = page.getByRole("textbox", { name: "Policy document" });
  await test.step("allow one tool, deny one, limit one", async () => {
    await expect(state("zabbix_host_create").or(text).first()).toBeVisible();
    await reach(page, page.getByLabel("Search tools"));
    for (const [tool, letter, value] of [
      ["zabbix_host_get", "a", "allow"],
      ["zabbix_host_delete", "d", "deny"],
      ["zabbix_logout", "a", "allow"],
    ] as const) {
      await press("ControlOrMeta+a");
      await type(tool);
      await expect(page.getByRole("list", { name: "Tools", exact: true }).getByRole("combobox")).toHaveCount(1);
      await press("ArrowDown");
      await expect(page.getByRole("button", { name: new RegExp(`^${tool}`) })).toBeFocused();
      await press(letter);
      await expect(state(tool)).toHaveValue(value);
      if (tool !== "zabbix_logout") await press("/");
    }
    await press("Enter");
    const rules = page.getByRole("region", { name: "Rules" });
    await expect(rules).toBeFocused();
    await reach(page, rules.getByRole("button", { name: "Limit", exact: true }));
    await press("Enter");
    await reach(page, rules.getByLabel("Calls at most"));
    await press("ControlOrMeta+a");
    await type("3");
    await expect(text).toContainText('"max": 3');
  });

  await test.step("simulate", async () => {
    await reach(page, page.getByRole("tab", { name: "Document" }), "Shift+Tab");
    await press("ArrowRight");
    await reach(page, page.getByLabel("Tool", { exact: true }));
    await type("zabbix_host_get");
    await expect(page.getByLabel("Tool", { exact: true })).toHaveValue("zabbix_host_get");
    await expect(page.getByLabel("Decision", { exact: true })).toContainText("Allowed");
  });

  await test.step("publish", async () => {
    await reach(page, page.getByRole("button", { name: "Publish", exact: true }), "Shift+Tab");
    await press("Enter");
    await reach(page, page.getByRole("dialog").getByRole("button", { name: "Publish version 1" }));
    await press("Enter");
    await expect(page.getByText("Version 1 live")).toBeVisible();
    await press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });

  const token = await test.step("grant", async () => {
    await press("g", "g");
    await heading("Grants");
    await reach(page, page.getByRole("link", { name: "Create grant" }).first());
    await press("Enter");
    await heading("Create grant");
    await reach(page, page.getByLabel("Label"));
    await type("key agent");
    await press("Enter");
    const shown = page.getByRole("region", { name: "Token" });
    await reach(page, shown.getByRole("button", { name: "Copy token" }));
    return (await shown.getByRole("code").textContent()) ?? "";
  });

  await test.step("find its call in the activity", async () => {
    const slug = new URL(page.url()).pathname.split("/")[2];
    const client = await connectClient(`${installation.urls.gateway}/${slug}/zabbix/mcp`, token);
    await client.call("zabbix_host_delete", { hostids: ["1"] });
    await client.close();
    await press("g", "a");
    await heading("Activity");
    await reach(page, page.getByRole("button", { name: /Details of zabbix_host_delete/ }));
    await press("Enter");
    await expect(page.getByRole("dialog")).toContainText("zabbix_host_delete");
    await press("Escape");
    await expect(page.getByRole("button", { name: /Details of zabbix_host_delete/ })).toBeFocused();
  });

  await test.step("invite a colleague", async () => {
    await press("g", "m");
    await heading("Members");
    await reach(page, page.getByRole("button", { name: "Invite member" }));
    await press("Enter");
    await reach(page, page.getByRole("dialog").getByLabel("E-mail"));
    await type(`${unique("guest")}@keys.test`);
    await press("Enter");
    await expect(page.getByRole("dialog").getByRole("button", { name: /Copy invitation link/ })).toBeVisible();
    await press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });
});

/** Presses Tab until the control has the focus, which must be seen: an outline, or a ring drawn as a shadow. */
async function reach(page: Page, control: Locator, key: "Tab" | "Shift+Tab" = "Tab") {
  await expect(control).toBeVisible();
  for (let presses = 0; presses < 120; presses++) {
    if (await control.evaluate((element) => element === document.activeElement)) {
      const ring = await control.evaluate((element) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
      });
      expect(ring, `the focus on ${control} is seen`).toBe(true);
      return;
    }
    await page.keyboard.press(key);
  }
  throw new Error(`${control} is not reached with ${key}`);
}
