/** AP-7: a link is a name, not a key. Opening it, in whatever way and by whomever, changes nothing. */
import type { APIRequestContext } from "@playwright/test";
import { heldPlace, type Known } from "./held-calls.ts";
import { expect, test } from "./journey.ts";
import { publicPages } from "./public-pages.ts";

test("AP-7: GET, HEAD and OPTIONS, 1,000 times, logged in and out: nothing has changed", async ({
  page,
  browser,
  playwright,
  installation,
}) => {
  test.setTimeout(300_000);
  const { slug, client, approver } = await heldPlace(page, browser, installation.urls);
  const held = async (name: string) => (await client.call("zabbix_create_maintenance", { name })).decision?.approval_id ?? "";
  const [waiting, approved] = [await held("waits"), await held("is approved")];
  const { call } = await approver.read<Known>("approvals.get", { id: approved });
  await approver.ask("approvals.vote", { id: approved, vote: "approve", callDigest: call.callDigest });
  const stand = async () => ({
    waiting: await approver.read<Known>("approvals.get", { id: waiting }),
    approved: await approver.read<Known>("approvals.get", { id: approved }),
    count: await approver.read<object>("approvals.count", {}),
  });
  const before = await stand();

  const site = publicPages(installation.urls.dashboard);
  const times = site.isDevelopment((await site.read("/attacks")).html) ? 60 : 1_000;
  const vote = { id: waiting, vote: "approve", callDigest: before.waiting.call.callDigest };
  const links = [waiting, approved].flatMap((id) => [
    ...["", "?decide=approve", "?decide=refuse", "?vote=approve&confirm=1"].map((query) => `/o/${slug}/approvals/${id}${query}`),
    `/api/trpc/approvals.vote?input=${encodeURIComponent(JSON.stringify({ ...vote, id }))}`,
    `/api/trpc/approvals.vote?batch=1&input=${encodeURIComponent(JSON.stringify({ 0: { ...vote, id } }))}`,
    `/api/trpc/approvals.edit?input=${encodeURIComponent(JSON.stringify({ id, callDigest: vote.callDigest, arguments: "{}" }))}`,
  ]);
  const anonymous = await playwright.request.newContext({ baseURL: installation.urls.dashboard });
  const people: APIRequestContext[] = [approver.page.request, page.request, anonymous];
  const methods = ["GET", "HEAD", "OPTIONS"] as const;
  const turns = Array.from({ length: times }, (_, turn) => turn);
  const wrong = new Set<string>();
  const worker = async () => {
    for (let turn = turns.pop(); turn !== undefined; turn = turns.pop()) {
      const [method, link] = [methods[turn % 3], links[Math.floor(turn / 9) % links.length] as string];
      const person = people[Math.floor(turn / 3) % 3] as APIRequestContext;
      const answer = await person.fetch(link, {
        method,
        maxRedirects: 0,
        headers: { "x-portcullis-organization": slug, purpose: "prefetch" },
      });
      if (answer.status() >= 500 || (method === "GET" && link.includes("/api/") && answer.ok()))
        wrong.add(`${method} ${link}: ${answer.status()}`);
    }
  };
  // Two at a time: what other journeys ask meanwhile is to be answered too.
  await Promise.all(Array.from({ length: 2 }, worker));
  expect(await stand()).toEqual(before);
  // A browser opens the link with everything that its scripts do.
  for (const query of ["", "?decide=approve", "?decide=refuse"]) {
    await approver.page.goto(`/o/${slug}/approvals/${waiting}${query}`);
    // An open question hides what is behind it.
    const seen = query ? approver.page.getByRole("dialog") : approver.page.getByRole("region", { name: "Decision" });
    await expect(seen).toBeVisible();
  }
  expect([...wrong]).toEqual([]);
  expect(await stand()).toEqual(before);
  expect(before.waiting).toMatchObject({ state: "pending", votes: [] });
  await client.close();
  await approver.page.context().close();
});
