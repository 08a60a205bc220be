import { type APIRequestContext, expect } from "@playwright/test";

/**
 * What a page sends with every state change, for a test that asks the API without a page: the token of the request's session. Asked each
 * time, because a new login has a new one; nothing without a session.
 */
export async function csrfHeaders(request: APIRequestContext, baseURL: string): Promise<Record<string, string>> {
  const answer = await request.get(`${new URL(baseURL).origin}/api/trpc/account.csrfToken`, { maxRetries: 2 });
  if (answer.status() === 401) return {};
  expect(answer.ok(), `account.csrfToken: ${answer.status()}`).toBe(true);
  const { result } = (await answer.json()) as { result: { data: { json: string } } };
  return { "x-portcullis-csrf": result.data.json };
}
