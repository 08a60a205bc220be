/** An organization of a test's own, with a server, a policy, a grant and a client, so that tests of what is seen need not build what is there. */
import { randomBytes } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import { connectClient, type McpClient } from "../client/mcp-client.ts";
import type { urlsOf } from "../installation/environment.ts";
import { acceptAllTools } from "./accept-tools.ts";
import { csrfHeaders } from "./csrf.ts";

export const policyDocument = {
  version: "1",
  default: "deny",
  hide: ["zabbix_delete_*"],
  tools: {
    "zabbix_get_*": {},
    zabbix_logout: { limits: [{ counter: "logouts", window: "hour", max: 2 }] },
    zabbix_create_user: { deny_if: [{ conditions: [{ path: "args.username", op: "eq", value: "root" }] }] },
  },
};

export type Observed = {
  slug: string;
  policyId: string;
  grantId: string;
  /** Calls a procedure of the dashboard as the page would. */
  ask: <T>(procedure: string, input: object) => Promise<T>;
  client: McpClient;
};

/** Signs up with a new organization, gives it the sample server under {@link policyDocument}, and connects a client. */
export async function observedOrganization(
  page: Page,
  urls: ReturnType<typeof urlsOf>,
  document: object = policyDocument,
): Promise<Observed> {
  const mark = randomBytes(4).toString("hex");
  const origin = new URL(urls.dashboard).origin;
  let slug = "";
  const ask = async <T>(procedure: string, input: object): Promise<T> => {
    const headers = { origin, ...(slug && { "x-portcullis-organization": slug }), ...(await csrfHeaders(page.request, origin)) };
    const answer = await page.request.post(`${origin}/api/trpc/${procedure}`, { data: input, headers });
    expect(answer.status(), `${procedure}: ${await answer.text()}`).toBe(200);
    return ((await answer.json()) as { result: { data: { json: T } } }).result.data.json;
  };
  const person = { name: "Robin Vale", email: `robin-${mark}@watch.test`, password: "a long enough password" };
  const account = await ask<{ organizationSlug: string }>("account.signUp", { ...person, organizationName: `Watch ${mark}` });
  slug = account.organizationSlug;
  await ask("server.register", { name: "Zabbix", slug: "zabbix", url: urls.sample });
  await acceptAllTools(page, urls.dashboard, slug);
  const { id: policyId } = await ask<{ id: string }>("policy.create", {
    serverSlug: "zabbix",
    name: "operators",
    document: JSON.stringify(document, null, 2),
  });
  await ask("policy.publish", { id: policyId });
  const { grant, token } = await ask<{ grant: { id: string }; token: string }>("grant.issue", {
    label: "Night shift",
    access: [{ serverSlug: "zabbix", policyId }],
  });
  const client = await connectClient(`${urls.gateway}/${slug}/zabbix/mcp`, token);
  return { slug, policyId, grantId: grant.id, ask, client };
}
