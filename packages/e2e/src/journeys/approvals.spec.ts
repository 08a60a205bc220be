/** A call that waits for a person: shown as it is, decided by somebody else, run exactly once. */
import { asking, heldPlace, type Known, maintenanceNames } from "./held-calls.ts";
import { inspectPage } from "./inspect.ts";
import { expect, keepStill, test } from "./journey.ts";
import { awake, unique } from "./people.ts";

const tool = "zabbix_create_maintenance";
const now = Math.floor(Date.now() / 1000);
const maintenance = (name: string) => ({
  ...{ name, hostids: ["10085"], active_since: now, active_till: now + 3600 },
  timeperiods: [{ timeperiod_type: 0, period: 3600 }],
});

test("held, shown, approved, run exactly once, and never again", async ({ page, browser, installation }) => {
  const place = await heldPlace(page, browser, installation.urls);
  const { slug, client, approver } = place;
  const name = unique("Kernel update");
  const inbox = approver.page;
  await inbox.goto(`/o/${slug}/approvals`);
  await expect(inbox.getByRole("heading", { name: "Nothing waits for a decision" })).toBeVisible();
  await awake(inbox);

  const first = await client.call(tool, maintenance(name));
  expect(first).toMatchObject({ isError: true, decision: { decision: "approval", reason: "approval_required" } });
  const { approval_id: id = "", approval_url: url } = first.decision ?? {};
  expect(url).toBe(`${new URL(installation.urls.dashboard).origin}/o/${slug}/approvals/${id}`);
  // The same call again asks nobody again.
  expect((await client.call(tool, maintenance(name))).decision?.approval_id).toBe(id);
  expect(await maintenanceNames(place)).not.toContain(name);

  // It comes by itself, and the navigation counts it.
  const row = inbox.getByRole("list", { name: "Waiting" }).getByRole("listitem");
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("Yours to decide");
  await expect(inbox.getByRole("link", { name: "Approvals 1 to decide" })).toBeVisible();
  await inbox.keyboard.press("j");
  await inbox.keyboard.press("Enter");
  await expect(inbox.getByRole("heading", { level: 1, name: tool })).toBeVisible();
  const facts = inbox.getByRole("region", { name: "Who asks" });
  await expect(facts).toContainText("Zabbix");
  await expect(facts).toContainText("Night shift, Robin Vale’s grant");
  await expect(facts).toContainText("Maintenance hides alarms. Check the span.");
  const call = inbox.getByRole("region", { name: "The exact call", exact: true });
  await expect(call.locator("[data-value='/name']")).toHaveText(name);
  await expect(call.locator("[data-value='/hostids/0']")).toHaveText("10085");
  const { call: stored } = await approver.read<Known>("approvals.get", { id });
  await expect(call).toContainText(stored.callDigest);

  // Whose grant it is sees it and has no say.
  await page.goto(`/o/${slug}/approvals/${id}`);
  await expect(page.getByRole("region", { name: "Decision" })).toContainText("somebody else has to decide");
  await expect(page.getByRole("button", { name: /Approve|Refuse/ })).toHaveCount(0);

  const decision = inbox.getByRole("region", { name: "Decision" });
  await inbox.keyboard.press("a");
  const dialog = inbox.getByRole("dialog", { name: `Approve ${tool} on Zabbix?` });
  await expect(dialog).toContainText("exactly this call");
  await expect(dialog.getByRole("button", { name: "Approve this call" })).not.toBeFocused();
  await dialog.getByLabel("Note").fill("The window is agreed.");
  await dialog.getByRole("button", { name: "Approve this call" }).click();
  await expect(decision).toContainText("Approved, not run yet");
  await expect(inbox.getByRole("region", { name: "Votes" })).toContainText("“The window is agreed.”");
  // The owner's page is told.
  await expect(page.getByRole("region", { name: "Decision" })).toContainText("Approved, not run yet");

  expect(await client.call(tool, maintenance(name))).toMatchObject({ isError: false });
  expect((await maintenanceNames(place)).filter((one) => one === name)).toHaveLength(1);
  const ran = decision.getByRole("link", { name: "The call that ran" });
  await expect(ran).toBeVisible();
  const known = await approver.read<Known>("approvals.get", { id });
  expect([known.state, known.runs.length]).toEqual(["used", 1]);
  const attempt = await approver.read<{ callDigest: string; effect: string }>("decision.get", { id: known.runs[0]?.attemptId });
  expect(attempt).toMatchObject({ effect: "allow", callDigest: stored.callDigest });

  // A replay asks anew, and nothing runs.
  const replay = await client.call(tool, maintenance(name));
  expect(replay).toMatchObject({ isError: true, decision: { reason: "approval_required" } });
  expect(replay.decision?.approval_id).not.toBe(id);
  expect((await maintenanceNames(place)).filter((one) => one === name)).toHaveLength(1);

  await ran.click();
  await inbox.getByRole("dialog").getByRole("link", { name: "The approval that it ran on" }).click();
  await expect(inbox).toHaveURL(new RegExp(`/approvals/${id}$`));
  await client.close();
});

test("refused leaves nothing; the link leads through sign-in, also on a phone; other people's look like none", async ({
  page,
  browser,
  installation,
}) => {
  const place = await heldPlace(page, browser, installation.urls);
  const { slug, client, approver } = place;
  const name = unique("Refused");
  const { approval_url: url = "", approval_id: id = "" } = (await client.call(tool, maintenance(name))).decision ?? {};

  const context = await keepStill(
    await browser.newContext({ viewport: { width: 360, height: 740 }, baseURL: installation.urls.dashboard }),
  );
  const phone = await context.newPage();
  await phone.goto(url);
  await expect(phone.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await awake(phone);
  await phone.getByLabel("E-mail").fill(approver.email);
  await phone.getByLabel("Password").fill(approver.password);
  await phone.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(phone).toHaveURL(url);
  await expect(phone.getByRole("heading", { level: 1, name: tool })).toBeVisible();
  await awake(phone);
  await inspectPage(phone, "a held call", 360);
  await phone.getByRole("button", { name: "Refuse…" }).click();
  const dialog = phone.getByRole("dialog", { name: `Refuse ${tool} on Zabbix?` });
  await dialog.getByLabel("Note").fill("Not during business hours.");
  await inspectPage(phone, "the question before a refusal", 360);
  await dialog.getByRole("button", { name: "Refuse this call" }).click();
  await expect(phone.getByRole("region", { name: "Decision" })).toContainText("Refused by Ash Brook");

  const told = await client.call(tool, maintenance(name));
  expect(told).toMatchObject({ isError: true, decision: { reason: "approval_required" } });
  expect(await maintenanceNames(place)).not.toContain(name);
  await phone.goto(`/o/${slug}/approvals?tab=decided`);
  await expect(phone.getByRole("list", { name: "Decided" })).toContainText("Refused");
  await inspectPage(phone, "decided calls", 360);
  await inspectPage(phone, "decided calls", 1280);

  // Absent and foreign: the same page.
  const strangers = await keepStill(await browser.newContext({ baseURL: installation.urls.dashboard }));
  const stranger = await strangers.newPage();
  const elsewhere = await heldPlace(stranger, browser, installation.urls);
  const texts: string[] = [];
  for (const other of [id, "01990000-0000-7000-8000-000000000000"]) {
    const answer = await stranger.goto(`/o/${elsewhere.slug}/approvals/${other}`);
    expect(answer?.status()).toBe(404);
    texts.push(await stranger.getByRole("main").innerText());
  }
  expect(texts[0]).toBe(texts[1]);
  for (const one of [client, elsewhere.client]) await one.close();
  for (const one of [context, strangers, elsewhere.approver.page.context(), approver.page.context()]) await one.close();
});

test("folded values are opened before a yes; other arguments make another request; two people; several times", async ({
  page,
  browser,
  installation,
}) => {
  const place = await heldPlace(page, browser, installation.urls);
  const second = await place.newApprover();
  await place.publish({ ...asking, approval: { min_approvals: 2 } });
  const { slug, client, approver } = place;
  const name = unique("Long");
  const long = { ...maintenance(name), description: "x".repeat(3_000) };
  const { approval_id: id = "" } = (await client.call(tool, long)).decision ?? {};
  const look = approver.page;
  await look.goto(`/o/${slug}/approvals/${id}`);
  await awake(look);
  const decision = look.getByRole("region", { name: "Decision" });
  await expect(decision).toContainText("0 of 2 approvals");
  await expect(decision.getByRole("button", { name: "Approve…" })).toBeDisabled();
  await look.getByRole("button", { name: "Show all" }).first().click();
  await expect(look.locator("[data-value='/description']")).toHaveText("x".repeat(3_000));
  await expect(decision.getByRole("button", { name: "Approve…" })).toBeEnabled();
  await inspectPage(look, "a held call, opened", 1280);

  await decision.getByRole("button", { name: "Change the arguments" }).click();
  const editor = look.getByRole("dialog").getByRole("textbox", { name: "Arguments" });
  await editor.fill(JSON.stringify({ ...maintenance(name), description: "short" }));
  await look.getByRole("dialog").getByRole("button", { name: "Ask with these arguments" }).click();
  await expect(look).not.toHaveURL(new RegExp(id));
  await expect(look.locator("[data-value='/description']")).toHaveText("short");
  await expect(look.getByRole("region", { name: "Who asks" })).toContainText("before Ash Brook changed them");
  const changed = /approvals\/([0-9a-f-]{36})/.exec(look.url())?.[1] ?? "";
  expect(await approver.read("approvals.get", { id })).toMatchObject({ state: "edited", end: { successor: changed } });

  await decision.getByRole("button", { name: "Approve…" }).click();
  const dialog = look.getByRole("dialog", { name: /^Approve/ });
  await dialog.getByLabel("Approve this exact call several times").check();
  await dialog.getByRole("spinbutton", { name: "Times" }).fill("2");
  await inspectPage(look, "the question before an approval", 360);
  await look.setViewportSize({ width: 1280, height: 900 });
  await dialog.getByRole("button", { name: "Approve this call" }).click();
  await expect(decision).toContainText("1 of 2 approvals");
  await expect(decision).toContainText("You have approved this call.");

  // The agent is told what to send, and it waits for the second person all the same.
  const told = await client.call(tool, long);
  expect(told.text).toContain('"description":"short"');
  expect((await client.call(tool, { ...maintenance(name), description: "short" })).decision?.approval_id).toBe(changed);
  expect(await maintenanceNames(place)).not.toContain(name);
  const { call } = await second.read<Known>("approvals.get", { id: changed });
  await second.ask("approvals.vote", { id: changed, vote: "approve", callDigest: call.callDigest });
  await expect(decision).toContainText("Approved, not run yet");
  expect(await client.call(tool, { ...maintenance(name), description: "short" })).toMatchObject({ isError: false });
  // The least of what the two have given: once.
  await expect(decision).toContainText("Approved and run");
  await client.close();
  for (const one of [approver, second]) await one.page.context().close();
});

test("a login of the last minutes: who has none is asked for the password, and the vote goes on by itself", async ({
  page,
  browser,
  installation,
}) => {
  const { slug, client, approver } = await heldPlace(page, browser, installation.urls);
  const { approval_id: id = "" } = (await client.call("zabbix_delete_maintenance", { maintenanceids: ["1"] })).decision ?? {};
  const look = approver.page;
  await look.route(
    /approvals\.vote/,
    (route) =>
      route.fulfill({ status: 403, contentType: "application/json", body: JSON.stringify([{ error: { json: freshLoginNeeded } }]) }),
    { times: 1 },
  );
  await look.goto(`/o/${slug}/approvals/${id}?decide=approve`);
  const dialog = look.getByRole("dialog", { name: /^Approve zabbix_delete_maintenance on Zabbix/ });
  // Whoever comes by a key from the inbox sees the call in the question.
  await expect(dialog.getByRole("region", { name: "The exact call again" })).toContainText("maintenanceids");
  await dialog.getByRole("button", { name: "Approve this call" }).click();
  const confirmation = look.getByRole("dialog", { name: "Confirm that it is you" });
  await confirmation.getByLabel(/^Password of ash-/).fill(approver.password);
  await confirmation.getByRole("button", { name: "Confirm" }).click();
  await expect(look.getByRole("region", { name: "Decision" })).toContainText("Approved, not run yet");
  await client.close();
  await look.context().close();
});

const freshLoginNeeded = {
  message: "This asks for a login of the last 5 minutes.",
  code: -32003,
  data: { code: "FORBIDDEN", httpStatus: 403, path: "approvals.vote", reason: "fresh_login", issues: [] },
};
