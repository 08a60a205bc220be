// What is pictured, and how. `prepare` brings a page that has loaded into the state that is worth a picture.

const organization = "/o/acme";
const follow = (list, name) => async (page) => {
  await page.goto(`${organization}${list}`);
  await page.getByRole("main").getByRole("link", { name, exact: true }).first().click();
  await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
};
const at = (address) => (page) => page.goto(address);

export const pages = [
  { name: "landing", open: at("/"), signedOut: true },
  { name: "sign-up", open: at("/sign-up"), signedOut: true },
  { name: "sign-in", open: at("/sign-in"), signedOut: true },
  { name: "overview", open: at(organization) },
  { name: "servers", open: at(`${organization}/servers`) },
  { name: "register-server", open: at(`${organization}/servers/new`) },
  { name: "server", open: at(`${organization}/servers/zabbix`) },
  { name: "policies", open: at(`${organization}/policies`) },
  { name: "create-policy", open: at(`${organization}/policies/new`) },
  {
    name: "policy",
    open: follow("/policies", "on-call"),
    prepare: (page) => page.locator(".cm-content").waitFor(),
  },
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
  { name: "members", open: at(`${organization}/members`) },
  { name: "audit", open: at(`${organization}/audit`) },
  { name: "notifications", open: at(`${organization}/notifications`) },
  { name: "settings", open: at(`${organization}/settings`) },
  { name: "profile", open: at(`${organization}/profile`) },
  { name: "not-found", open: at(`${organization}/policies/00000000-0000-7000-8000-000000000000`) },
];

const wide = { width: 1280, height: 860 };
export const variants = [
  { suffix: "", words: "in the light theme", theme: "light", viewport: wide },
  { suffix: "-dark", words: "in the dark theme", theme: "dark", viewport: wide },
  { suffix: "-phone", words: "on a phone", theme: "light", viewport: { width: 360, height: 740 } },
];
