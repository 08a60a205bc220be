/** AP-8: what is shown is what runs, whatever the agent wrote into the call. */
import { hostileHost, hostileMark } from "../installation/hostile-servers.ts";
import { asking, heldPlace, type Known } from "./held-calls.ts";
import { hostileNames, hostileValues, readHosts } from "./hostile-values.ts";
import { expect, test } from "./journey.ts";
import { awake } from "./people.ts";
import { publicPages } from "./public-pages.ts";

const perCall = 20;

test("AP-8: 200 values: no script runs, every hidden character is seen, the digest that is shown is the one that runs", async ({
  page,
  browser,
  installation,
}) => {
  test.setTimeout(300_000);
  expect(hostileValues.length).toBe(200);
  const open = { ...asking, tools: { "*": { action: "require_approval", validate_arguments: false } } };
  const { slug, client, approver } = await heldPlace(page, browser, installation.urls, open);
  const look = approver.page;
  const strayed: string[] = [];
  look.on("request", (request) => new URL(request.url()).host.includes(hostileHost) && strayed.push(request.url()));
  look.on("dialog", (dialog) => strayed.push(dialog.message()));
  const site = publicPages(installation.urls.dashboard);
  // A development server draws a page in the time of ten: it gets every third call.
  const step = site.isDevelopment((await site.read("/attacks")).html) ? 3 * perCall : perCall;
  for (let from = 0; from < hostileValues.length; from += step) {
    const values = hostileValues.slice(from, from + perCall);
    const names = from === 0 ? hostileNames.map((name) => ({ [name]: "named" })) : [];
    const args = { name: `call ${from}`, values, names };
    const { approval_id: id = "" } = (await client.call("zabbix_create_maintenance", args)).decision ?? {};
    await look.goto(`/o/${slug}/approvals/${id}`);
    await awake(look);
    const all = look.getByRole("region", { name: "The exact call", exact: true }).getByRole("button", { name: /^Show all/ });
    while ((await all.count()) > 0) await all.first().click();
    const more = look.getByRole("button", { name: /^Show .* more lines$/ });
    while ((await more.count()) > 0) await more.first().click();
    const seen = await look.evaluate(() => ({
      values: Object.fromEntries(
        [...document.querySelectorAll<HTMLElement>("[data-value]")].map((one) => [one.dataset.value, one.textContent]),
      ),
      text: document.body.innerText,
      names: [...document.querySelectorAll("[data-name]")].map((one) => one.textContent ?? ""),
    }));
    for (const [at, value] of values.entries())
      if (value !== "") expect.soft(seen.values[`/values/${at}`], `value ${from + at}`).toBe(shown(value));
    for (const one of names) expect.soft(seen.names.some((name) => name.startsWith(shown(Object.keys(one)[0] ?? "")))).toBe(true);
    for (const value of values) if (readHosts[value]) expect.soft(seen.text).toContain(readHosts[value]);
    expect
      .soft(
        [...seen.text].filter((letter) => letter !== "\n" && unseen.test(letter)),
        `call ${from}`,
      )
      .toEqual([]);
    expect(await look.evaluate((mark) => mark in globalThis, hostileMark)).toBe(false);

    // The digest on the page, the one that is voted on, and the one that ran.
    const { call } = await approver.read<Known>("approvals.get", { id });
    expect(seen.text).toContain(call.callDigest);
    await approver.ask("approvals.vote", { id, vote: "approve", callDigest: call.callDigest });
    await client.call("zabbix_create_maintenance", args);
    const { state, runs } = await approver.read<Known>("approvals.get", { id });
    expect([state, runs.length]).toEqual(["used", 1]);
    const ran = await approver.read<{ callDigest: string }>("decision.get", { id: runs[0]?.attemptId });
    expect(ran.callDigest).toBe(call.callDigest);
  }
  expect(strayed).toEqual([]);
  await client.close();
  await look.context().close();
});

/** How a text stands on the page: by the test's own reading of Unicode, not by the page's. */
const shown = (text: string) =>
  [...text]
    .map((letter) =>
      letter === "\n"
        ? "↵\n"
        : unseen.test(letter)
          ? `⟨U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`
          : letter,
    )
    .join("");
/** Controls, format marks, tags, separators but the space, selectors, joiners and fillers. */
const unseen = /[^\P{C}\n]|[^\P{Z} ]|\p{Variation_Selector}|\u034f|[\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/u;
