/** An organization whose policy asks for approval, its owner, and somebody else who may decide: nobody decides about calls of their own grant. */
import { randomBytes } from "node:crypto";
import { type Browser, expect, type Page } from "@playwright/test";
import type { urlsOf } from "../installation/environment.ts";
import { csrfHeaders } from "./csrf.ts";
import { keepStill } from "./journey.ts";
import { type Observed, observedOrganization } from "./observed-organization.ts";

export const asking = {
  version: "1",
  default: "deny",
  tools: {
    "zabbix_get_*": {},
    zabbix_create_maintenance: { action: "require_approval", approval: { message: "Maintenance hides alarms. Check the span." } },
    zabbix_update_maintenance: { action: "require_approval" },
    zabbix_delete_maintenance: { action: "require_approval" },
  },
};

export type Approver = {
  page: Page;
  email: string;
  password: string;
  /** Calls a procedure as this person's page would. */
  ask: <T>(procedure: string, input: object) => Promise<T>;
  /** The same for what only reads. */
  read: <T>(procedure: string, input: object) => Promise<T>;
};

export type HeldPlace = Observed & {
  approver: Approver;
  /** One more person who may decide. */
  newApprover: () => Promise<Approver>;
  /** Makes this document the live one. */
  publish: (document: object) => Promise<void>;
};

/** @returns the place; the page that is given is its owner's */
export async function heldPlace(
  page: Page,
  browser: Browser,
  urls: ReturnType<typeof urlsOf>,
  document: object = asking,
): Promise<HeldPlace> {
  const place = await observedOrganization(page, urls, document);
  const newApprover = () => joined(place, browser, urls.dashboard);
  const approver = await newApprover();
  const publish = async (next: object) => {
    const { draftRevision } = await approver.read<{ draftRevision: number }>("policy.get", { id: place.policyId });
    await place.ask("policy.saveDraft", { id: place.policyId, document: JSON.stringify(next), draftRevision });
    await place.ask("policy.publish", { id: place.policyId });
  };
  return { ...place, approver, newApprover, publish };
}

async function joined({ slug, ask: asOwner }: Observed, browser: Browser, dashboard: string): Promise<Approver> {
  const email = `ash-${randomBytes(4).toString("hex")}@watch.test`;
  const password = "another long password";
  const { invitationUrl } = await asOwner<{ invitationUrl: string }>("member.invite", { email, role: "approver" });
  const context = await keepStill(await browser.newContext({ baseURL: dashboard }));
  const { origin } = new URL(dashboard);
  const entered = await context.request.post("/api/trpc/account.signUp", {
    headers: { origin },
    data: { name: "Ash Brook", email, password, invitationToken: invitationUrl.split("/").at(-1) },
  });
  expect(entered.ok(), await entered.text()).toBe(true);
  const headers = async () => ({ origin, "x-portcullis-organization": slug, ...(await csrfHeaders(context.request, origin)) });
  const answerOf = async <T>(procedure: string, answer: Awaited<ReturnType<typeof context.request.get>>) => {
    expect(answer.status(), `${procedure}: ${await answer.text()}`).toBe(200);
    return ((await answer.json()) as { result: { data: { json: T } } }).result.data.json;
  };
  const ask = async <T>(procedure: string, input: object) =>
    answerOf<T>(procedure, await context.request.post(`/api/trpc/${procedure}`, { data: input, headers: await headers() }));
  const read = async <T>(procedure: string, input: object) =>
    answerOf<T>(
      procedure,
      await context.request.get(`/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`, {
        headers: await headers(),
        maxRetries: 2,
      }),
    );
  return { page: await context.newPage(), email, password, ask, read };
}

/** What the dashboard knows of one call, as far as tests read it. */
export type Known = { state: string; call: { callDigest: string }; votes: object[]; runs: { attemptId: string }[]; end: object | null };

/** Names of the maintenance periods that the server itself has: what really happened. */
export async function maintenanceNames({ client }: Pick<Observed, "client">): Promise<string[]> {
  const { text } = await client.call("zabbix_get_maintenance", {});
  return [...text.matchAll(/"name":\s*"([^"]*)"/g)].map(([, name = ""]) => name);
}
