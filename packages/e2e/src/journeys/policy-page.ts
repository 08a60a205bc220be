/** An organization of its own with the sample server and one policy, made through the dashboard's own door, and the page of that policy. */
import { randomUUID } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import type { urlsOf } from "../installation/environment.ts";
import { acceptAllTools } from "./accept-tools.ts";
import { csrfHeaders } from "./csrf.ts";

type Running = { urls: ReturnType<typeof urlsOf> };

export async function policyPage(page: Page, { urls }: Running, document: object): Promise<{ organization: string; policyId: string }> {
  const door = async (procedure: string, input: object, organization?: string) => {
    const answer = await page.request.post(`${urls.dashboard}/api/trpc/${procedure}`, {
      data: input,
      headers: {
        origin: urls.dashboard,
        ...(organization && { "x-portcullis-organization": organization }),
        ...(await csrfHeaders(page.request, urls.dashboard)),
      },
    });
    expect(answer.ok(), `${procedure}: ${await answer.text()}`).toBe(true);
    return ((await answer.json()) as { result: { data: { json: Record<string, string> } } }).result.data.json;
  };
  const person = { name: "Lane Ortiz", email: `${randomUUID()}@builder.test`, password: "a long enough password" };
  const { organizationSlug: organization = "" } = await door("account.signUp", {
    ...person,
    organizationName: `Build ${randomUUID().slice(0, 8)}`,
  });
  await door("server.register", { name: "Zabbix", slug: "zabbix", url: urls.sample }, organization);
  await acceptAllTools(page, urls.dashboard, organization);
  const { id: policyId = "" } = await door(
    "policy.create",
    { serverSlug: "zabbix", name: "careful", document: `${JSON.stringify(document, null, 2)}\n` },
    organization,
  );
  await page.goto(`/o/${organization}/policies/${policyId}`);
  await expect(page.getByRole("heading", { level: 1, name: "careful" })).toBeVisible();
  return { organization, policyId };
}
