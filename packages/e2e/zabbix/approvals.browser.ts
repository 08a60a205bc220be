/** A held call against a real Zabbix: what people decide in the browser is what happens there, once. */
import { heldPlace } from "../src/journeys/held-calls.ts";
import { expect, test } from "../src/journeys/journey.ts";
import { awake, unique } from "../src/journeys/people.ts";
import { access } from "./access.ts";
import { openZabbix, type ZabbixApi } from "./zabbix-api.ts";

const tool = "zabbix_create_maintenance";
const now = Math.floor(Date.now() / 1000);
let zabbix: ZabbixApi;
let hostid: string;
const made = new Set<string>();

test.beforeAll(async () => {
  zabbix = await openZabbix(access);
  const [host] = await zabbix.call<{ hostid: string }[]>("host.get", { output: ["hostid"], limit: 1 });
  hostid = host?.hostid ?? "";
});
test.afterAll(async () => {
  for (const name of made) {
    const windows = await maintenances(name);
    if (windows.length > 0)
      await zabbix.call(
        "maintenance.delete",
        windows.map(({ maintenanceid }) => maintenanceid),
      );
  }
  await zabbix.close();
});

/** What Zabbix itself has of that name, past the gateway. */
const maintenances = (name: string) =>
  zabbix.call<{ maintenanceid: string }[]>("maintenance.get", { output: ["maintenanceid"], filter: { name: [name] } });
const windowOf = (word: string) => {
  const name = unique(`portcullis-e2e-${word}`);
  made.add(name);
  const timeperiods = [{ timeperiod_type: 0, start_date: now, period: 3600 }];
  return { name, active_since: now, active_till: now + 3600, hostids: [hostid], timeperiods };
};

test("a maintenance window is held, shown, approved, made exactly once in Zabbix, and its replay is refused", async ({
  page,
  browser,
  installation,
}) => {
  const { slug, client, approver } = await heldPlace(page, browser, installation.urls);
  const window = windowOf("approved");
  const { approval_id: id = "", reason } = (await client.call(tool, window)).decision ?? {};
  expect(reason).toBe("approval_required");
  expect(await maintenances(window.name)).toEqual([]);

  const look = approver.page;
  await look.goto(`/o/${slug}/approvals/${id}`);
  await awake(look);
  await expect(look.locator("[data-value='/name']")).toHaveText(window.name);
  await expect(look.locator("[data-value='/hostids/0']")).toHaveText(hostid);
  await look.getByRole("button", { name: "Approve…" }).click();
  await look.getByRole("dialog").getByRole("button", { name: "Approve this call" }).click();
  await expect(look.getByRole("region", { name: "Decision" })).toContainText("Approved, not run yet");
  expect(await maintenances(window.name)).toEqual([]);

  expect(await client.call(tool, window)).toMatchObject({ isError: false });
  expect(await maintenances(window.name)).toHaveLength(1);
  expect(await client.call(tool, window)).toMatchObject({ isError: true, decision: { reason: "approval_required" } });
  expect(await maintenances(window.name)).toHaveLength(1);
  await client.close();
});

test("a refused one leaves nothing in Zabbix", async ({ page, browser, installation }) => {
  const { slug, client, approver } = await heldPlace(page, browser, installation.urls);
  const window = windowOf("refused");
  const { approval_id: id = "" } = (await client.call(tool, window)).decision ?? {};
  const look = approver.page;
  await look.goto(`/o/${slug}/approvals/${id}`);
  await awake(look);
  await look.getByRole("button", { name: "Refuse…" }).click();
  await look.getByRole("dialog").getByRole("button", { name: "Refuse this call" }).click();
  await expect(look.getByRole("region", { name: "Decision" })).toContainText("Refused by Ash Brook");
  expect(await client.call(tool, window)).toMatchObject({ isError: true, decision: { reason: "approval_required" } });
  expect(await maintenances(window.name)).toEqual([]);
  await client.close();
});
