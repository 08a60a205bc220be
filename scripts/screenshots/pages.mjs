// What is pictured, and how. `prepare` brings a page that has loaded into the state that is worth a picture.

const organization = "/o/acme";
const follow = (list, name) => async (page) => {
  await page.goto(`${organization}${list}`);
  await page.getByRole("main").getByRole("link", { name, exact: true }).first().click();
  await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
};
const firstOf = (list) => async (page) => {
  await page.goto(list);
  await page.goto(await page.locator(`main a[href^="${list}/"]`).first().getAttribute("href"));
};
const at = (address) => (page) => page.goto(address);

/** The policy that agents use, as it is edited. */
const onCall = follow("/policies", "on-call");
const still = (page) => page.locator(".cm-content").waitFor();
const openTab = (name) => async (page) => {
  await still(page);
  await page.getByRole("tab", { name }).click();
  await page.getByRole("tabpanel", { name }).waitFor();
};

export const pages = [
  { name: "landing", open: at("/"), signedOut: true },
  { name: "sign-up", open: at("/sign-up"), signedOut: true },
  { name: "sign-in", open: at("/sign-in"), signedOut: true },
  { name: "catalogue", open: at("/catalogue"), signedOut: true },
  { name: "catalogue-server", open: at("/catalogue/filesystem"), signedOut: true },
  { name: "catalogue-tool", open: at("/catalogue/filesystem/write_file"), signedOut: true },
  { name: "attacks", open: at("/attacks"), signedOut: true },
  { name: "attack", open: firstOf("/attacks"), signedOut: true },
  { name: "scan", open: at("/scan"), signedOut: true },
  { name: "contact", open: at("/contact"), signedOut: true },
  { name: "overview", open: at(organization) },
  { name: "servers", open: at(`${organization}/servers`) },
  { name: "register-server", open: at(`${organization}/servers/new`) },
  { name: "server", open: at(`${organization}/servers/zabbix`) },
  {
    name: "review-tools",
    open: at(`${organization}/servers/zabbix-lab/review`),
    prepare: async (page) => {
      await page.getByRole("list", { name: "Tools to review" }).getByRole("button", { expanded: false }).first().click();
      await page.getByRole("tabpanel").first().waitFor();
    },
  },
  { name: "limits", open: at(`${organization}/limits`) },
  { name: "kill-switches", open: at(`${organization}/kill-switches`) },
  { name: "server-settings", open: at(`${organization}/servers/zabbix/settings`) },
  { name: "policies", open: at(`${organization}/policies`) },
  { name: "create-policy", open: at(`${organization}/policies/new`) },
  { name: "policy", open: onCall, prepare: still },
  {
    name: "builder",
    open: onCall,
    prepare: async (page) => {
      await page.getByRole("radio", { name: "Builder" }).check({ force: true });
      await page.getByLabel("Search tools").fill("acknowledge");
      await page.getByRole("button", { name: /^zabbix_acknowledge_event/ }).click();
      await page.getByRole("region", { name: "Rules" }).getByText("message", { exact: false }).first().waitFor();
    },
  },
  {
    name: "simulator",
    open: onCall,
    prepare: async (page) => {
      await openTab("Simulator")(page);
      await page.getByLabel("Tool", { exact: true }).selectOption("zabbix_acknowledge_event");
      await page.getByLabel("Decision", { exact: true }).getByText("Denied").first().waitFor();
    },
  },
  {
    name: "impact",
    open: follow("/policies", "read only"),
    prepare: async (page) => {
      await openTab("Impact")(page);
      await page.getByRole("region", { name: "Tools that change" }).waitFor();
    },
  },
  { name: "versions", open: onCall, prepare: openTab("Versions") },
  {
    name: "policy-findings",
    open: follow("/policies", "read only"),
    prepare: async (page) => {
      await page.locator(".cm-content").waitFor();
      await page.getByRole("region", { name: "Findings" }).scrollIntoViewIfNeeded();
    },
  },
  { name: "policy-observing", open: follow("/policies", "trial"), prepare: (page) => page.locator(".cm-content").waitFor() },
  { name: "grants", open: at(`${organization}/grants`) },
  { name: "create-grant", open: at(`${organization}/grants/new?server=zabbix`) },
  { name: "grant", open: follow("/grants", "on-call agent") },
  {
    name: "connect",
    open: async (page) => {
      await follow("/grants", "on-call agent")(page);
      await page.getByRole("link", { name: "Connect a client" }).click();
      await page.getByRole("heading", { level: 1, name: /connect/i }).waitFor();
    },
  },
  {
    name: "approvals",
    open: at(`${organization}/approvals`),
    prepare: (page) => page.getByRole("list", { name: "Waiting" }).waitFor(),
  },
  {
    name: "approval",
    open: firstOf(`${organization}/approvals`),
    prepare: (page) => page.getByRole("region", { name: "Decision" }).waitFor(),
  },
  { name: "activity", open: at(`${organization}/activity`), prepare: (page) => page.getByRole("table").waitFor() },
  {
    name: "activity-detail",
    open: at(`${organization}/activity?verdict=shadow`),
    prepare: async (page) => {
      await page
        .getByRole("button", { name: /Details of zabbix_get_events/ })
        .first()
        .click();
      await page.getByRole("dialog").getByText("Decision id", { exact: true }).waitFor();
    },
  },
  { name: "shadow", open: at(`${organization}/activity/shadow`) },
  {
    name: "activity-charts",
    open: at(`${organization}/activity`),
    prepare: (page) => page.getByRole("region", { name: "Charts" }).locator("svg.recharts-surface").first().waitFor(),
  },
  {
    name: "inventory",
    open: at(`${organization}/inventory`),
    prepare: (page) => page.getByRole("table", { name: "Tools and who can call them" }).or(page.locator(".react-flow")).first().waitFor(),
  },
  {
    name: "palette",
    open: at(organization),
    prepare: async (page) => {
      await page.keyboard.press("ControlOrMeta+k");
      await page.getByRole("combobox", { name: "Search and commands" }).pressSequentially("zab");
      await page.getByRole("option").first().waitFor();
    },
  },
  { name: "members", open: at(`${organization}/members`) },
  { name: "audit", open: at(`${organization}/audit`) },
  { name: "api-keys", open: at(`${organization}/settings/api-keys`) },
  { name: "notifications", open: at(`${organization}/notifications`) },
  {
    name: "exports",
    open: at(`${organization}/exports`),
    prepare: (page) => page.getByRole("link", { name: /^Download/ }).waitFor(),
  },
  { name: "settings", open: at(`${organization}/settings`) },
  { name: "profile", open: at(`${organization}/profile`) },
  // After the lists, which it leaves with one more draft.
  {
    name: "publish",
    open: follow("/policies", "on-call, tighter"),
    prepare: async (page) => {
      await still(page);
      await page.getByLabel("Search tools").fill("zabbix_get_events");
      await page.getByRole("combobox", { name: "State of zabbix_get_events" }).selectOption("hide");
      await page.getByText("Saved", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Publish", exact: true }).click();
      await page.getByRole("dialog").getByRole("region", { name: "Tools that change" }).waitFor();
    },
  },
  { name: "not-found", open: at(`${organization}/policies/00000000-0000-7000-8000-000000000000`) },
];

const wide = { width: 1280, height: 860 };
const narrow = { width: 360, height: 740 };
export const variants = [
  { suffix: "", words: "in the light theme", theme: "light", viewport: wide },
  { suffix: "-dark", words: "in the dark theme", theme: "dark", viewport: wide },
  { suffix: "-phone", words: "on a phone", theme: "light", viewport: narrow },
  { suffix: "-phone-dark", words: "on a phone in the dark theme", theme: "dark", viewport: narrow },
];
