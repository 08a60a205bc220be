import type { APIRequestContext } from "@playwright/test";
import { csrfHeaders } from "./csrf.ts";
import { expect, test } from "./journey.ts";
import { newPlace, unique } from "./people.ts";
import { procedures, rolesOfCapabilities } from "./procedures.ts";

/** The table of product.md; what the control plane says is compared with it. */
const table = {
  read: ["owner", "admin", "policy_manager", "approver", "viewer"],
  managePolicies: ["owner", "admin", "policy_manager"],
  decideApprovals: ["owner", "admin", "approver"],
  manageGrants: ["owner", "admin"],
  manageServers: ["owner", "admin"],
  overrideCategories: ["owner", "admin"],
  administer: ["owner", "admin"],
  own: ["owner"],
} as const;

const id = "01990000-0000-7000-8000-000000000000";
const policy = '{"version":"1","default":"deny"}';
const settings = { callTimeoutSeconds: null, idleTimeoutSeconds: null, forwardHeaders: [], forwardMethods: [], eraPin: null };
/** An input of the right form about things that are not there: whoever may gets past the door and finds nothing. */
const inputs: Record<string, unknown> = {
  "approvals.list": {},
  "approvals.get": { id },
  "approvals.vote": { id, vote: "refuse", callDigest: "0".repeat(64) },
  "approvals.edit": { id, callDigest: "0".repeat(64), arguments: "{}" },
  "audit.list": {},
  "catalogue.setToolCategory": { slug: "none", tool: "x", category: "read", reason: "a test" },
  "catalogue.clearToolCategory": { slug: "none", tool: "x" },
  "channel.create": { kind: "webhook", name: "x", target: "not a url" },
  "channel.update": { id, name: "x", enabled: true },
  "channel.delete": { id },
  "channel.test": { id },
  "channel.rotateSecret": { id },
  "connect.activity": { grantId: id, serverSlug: "none" },
  "decision.get": { id },
  "decision.list": {},
  "decision.search": {},
  "decision.trends": {},
  "decision.saveView": { name: "x", query: "" },
  "decision.deleteView": { id },
  "grant.get": { id },
  "grant.update": { id, label: "x", tags: [], expiresAt: null },
  "grant.issue": { label: "x", access: [{ serverSlug: "none", policyId: null }] },
  "grant.setAccess": { id, access: [{ serverSlug: "none", policyId: null }] },
  "grant.promoteShadow": { grantId: id, serverSlug: "none" },
  "grant.rotate": { id },
  "grant.revoke": { id },
  "inventory.impact": { policyId: id, document: policy },
  "kill.history": {},
  "kill.set": { scope: "server", serverSlug: "none", reason: "a test" },
  "kill.release": { id },
  "record.find": { value: "x", from: new Date(0) },
  "record.read": { decisionId: id },
  "record.erase": { grantId: id },
  "limit.list": {},
  "limit.reset": { key: "00", reason: "a test" },
  "member.changeRole": { userId: id, role: "viewer" },
  "member.remove": { userId: id },
  "member.revokeInvitation": { id },
  "notice.list": { channelId: id },
  "notice.sendAgain": { id },
  "notice.setSettings": {
    zone: "no zone",
    quiet: { on: false, from: "22:00", to: "07:00", days: [1], criticalPasses: false },
    digest: { on: false, day: 1, hour: 9 },
  },
  "pins.review": { serverSlug: "none" },
  "pins.accept": { serverSlug: "none", tools: [{ name: "x", digest: "0".repeat(64) }] },
  "pins.refuse": { serverSlug: "none", tools: [{ name: "x", digest: "0".repeat(64) }] },
  "policy.list": {},
  "policy.get": { id },
  "policy.versions": { id },
  "policy.create": { serverSlug: "none", name: "x", document: policy },
  "policy.saveDraft": { id, document: policy, draftRevision: 1 },
  "policy.publish": { id },
  "policy.delete": { id },
  "policy.discardDraft": { id },
  "policy.tests": { policyId: id },
  "policy.saveTests": { policyId: id, cases: ["{}"] },
  "policy.deleteTest": { id },
  "export.preview": { format: "jsonl" },
  "stream.create": { kind: "webhook", name: "x", url: "not a url" },
  "stream.update": { id, name: "x" },
  "stream.rotateSecret": { id },
  "stream.delete": { id },
  "stream.test": { id },
  "server.get": { slug: "none" },
  "server.register": { name: "x", url: "not a url" },
  "server.rename": { slug: "none", name: "x" },
  "server.setHeaders": { slug: "none", headers: [] },
  "server.setSettings": { slug: "none", ...settings },
  "server.setEnabled": { slug: "none", enabled: true },
  "server.rediscover": { slug: "none" },
  "server.delete": { slug: "none", confirm: "none" },
  "apiKey.create": { name: "matrix", scopes: ["servers:read"] },
  "apiKey.revoke": { id },
  "organization.setRecord": { values: "names", retentionMonths: 13 },
  "organization.delete": { confirm: "not its name" },
};

test("the control plane's table is product.md's", () => {
  expect(Object.fromEntries(rolesOfCapabilities())).toMatchObject(table);
});

test("IS-1, through the API: each procedure answers each role as the table says, strangers and members of others not at all", async ({
  page,
  playwright,
  baseURL,
}) => {
  test.setTimeout(120_000);
  const all = procedures().filter(({ door }) => door === "tenant");
  expect(all.filter(({ capability }) => capability !== undefined).length).toBeGreaterThan(60);
  const person = (name: string) => ({ name, email: `${unique(name)}@example.test`, password: "a long enough password" });
  const { slug, call } = await newPlace(page, baseURL ?? "", person("owner"), unique("Matrix"));
  const members: Record<string, APIRequestContext> = { owner: page.request };
  const newRequest = () => playwright.request.newContext({ baseURL });
  for (const role of table.read.slice(1)) {
    const guest = person(role);
    const { invitationUrl } = await call<{ invitationUrl: string }>("member.invite", { email: guest.email, role });
    const request = await newRequest();
    const joined = await request.post("/api/trpc/account.signUp", {
      headers: { origin: baseURL ?? "" },
      data: { ...guest, invitationToken: invitationUrl.split("/").at(-1) },
    });
    expect(joined.ok(), role).toBe(true);
    members[role] = request;
  }
  const anonymous = await newRequest();
  const stranger = await newRequest();
  const outsider = await stranger.post("/api/trpc/account.signUp", {
    headers: { origin: baseURL ?? "" },
    data: { ...person("stranger"), organizationName: unique("Elsewhere") },
  });
  expect(outsider.ok()).toBe(true);

  const tokens = new Map<APIRequestContext, Record<string, string>>();
  for (const request of [anonymous, stranger, ...Object.values(members)]) tokens.set(request, await csrfHeaders(request, baseURL ?? ""));
  const ask = async (request: APIRequestContext, path: string, kind: "query" | "mutation") => {
    const own = { origin: baseURL ?? "", "content-type": "application/json", ...tokens.get(request) };
    const headers = { ...own, "x-portcullis-organization": slug };
    const input = inputs[path];
    const answer =
      kind === "mutation"
        ? await request.post(`/api/trpc/${path}`, { headers, data: input ?? {} })
        : await request.get(`/api/trpc/${path}${input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`}`, {
            headers,
          });
    return answer.status();
  };
  const wrong: string[] = [];
  for (const { path, kind, capability } of all) {
    const [without, elsewhere] = await Promise.all([ask(anonymous, path, kind), ask(stranger, path, kind)]);
    if (without !== 401) wrong.push(`${path}: a stranger without a session got ${without}`);
    if (elsewhere !== 404) wrong.push(`${path}: a member of another organization got ${elsewhere}`);
    if (capability === undefined || path === "organization.rename" || path === "member.invite") continue;
    const allowed: readonly string[] = table[capability as keyof typeof table];
    const answers = await Promise.all(
      Object.entries(members).map(async ([role, request]) => [role, await ask(request, path, kind)] as const),
    );
    // Refused for its form, a role might be refused for nothing else.
    if (inputs[path] === undefined && answers.some(([, status]) => status === 400)) wrong.push(`${path} has no input in this test`);
    // 502: past the door, and no server there to meet.
    for (const [role, status] of answers)
      if ((status === 403) === allowed.includes(role) || status === 401 || (status >= 500 && status !== 502))
        wrong.push(`${path}: ${role} got ${status}`);
  }
  expect(wrong).toEqual([]);
});
