import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { payloadOf } from "../channel/payload.ts";
import { noticeMail } from "../mail/notice-mail.ts";
import { letterOf } from "./letter.ts";
import type { Message, RequestFacts } from "./message.ts";
import { SlackMessage, TeamsMessage } from "./testing/schemas.ts";

const at = new Date("2026-11-23T08:00:00Z");
const request = (changes: Partial<RequestFacts> = {}): RequestFacts => ({
  ...{ id: "0198a000-0000-7000-8000-000000000001", method: "tools/call", tool: "zabbix_host_delete", serverSlug: "zabbix" },
  ...{
    grantLabel: "night agent",
    category: "destructive",
    message: "Deleting takes a second person.",
    expiresAt: new Date("2026-11-23T08:15:00Z"),
  },
  ...changes,
});
const head = { id: "m-1", at, organization: { slug: "acme", name: "Acme" }, dashboardUrl: "https://dash.example.com" };
const week = (ideas: number) => ({
  ...{ from: new Date("2026-11-16T08:00:00Z"), to: at, approved: 31, refused: 2, expired: 4 },
  ideas: Array.from({ length: ideas }, (_, n) => ({ serverSlug: "zabbix", tool: `tool_${n}`, grantLabel: "agent", approvals: 31 })),
});
const messages = (facts: RequestFacts): Message[] => [
  { ...head, kind: "test" },
  { ...head, kind: "approval_requested", request: facts },
  { ...head, kind: "approval_summary", total: 500, requests: Array.from({ length: 10 }, () => facts) },
  { ...head, kind: "weekly_digest", week: week(0) },
  { ...head, kind: "weekly_digest", week: week(40) },
];

/** Texts that mean something to one of the receivers. */
const hostile = [
  "<!channel> <!here> <@U012AB3CD> @everyone @here",
  "<https://evil.example|click> *bold* _it_ ~s~ `c`",
  "[pay here](https://evil.example) ![x](https://evil.example/x.png) # head",
  "<at>everyone</at> {{DATE(2026-01-01T00:00:00Z,SHORT)}}",
  "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&",
  "name\r\nBcc: victim@example.com\r\n\r\nbody",
  "tool\u202egpj.exe\u200b\u0000\u001b[31m",
  "www.evil.example evil.example mailto:a@evil.example",
  "&".repeat(5_000),
  "😀".repeat(400),
  " \n\t ",
];

describe("what the receivers' documentation asks", () => {
  test.each(["plain", ...hostile])("%j", (text) => {
    const facts = request(text === "plain" ? {} : { tool: text, serverSlug: text, grantLabel: text, message: text, category: text });
    for (const message of messages(facts)) {
      expect(SlackMessage.safeParse(payloadOf("slack", message)).error).toBeUndefined();
      const teams = payloadOf("teams", message);
      expect(TeamsMessage.safeParse(teams).error).toBeUndefined();
      // A Teams message has at most 28 KB.
      expect(Buffer.byteLength(JSON.stringify(teams))).toBeLessThan(20_000);
    }
  });

  test("any text at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 500 }), (text) => {
        const facts = request({ tool: text, serverSlug: text, grantLabel: text, message: text, category: text });
        for (const message of messages(facts)) {
          SlackMessage.parse(payloadOf("slack", message));
          TeamsMessage.parse(payloadOf("teams", message));
          expect(noticeMail("a@example.com", message).subject).not.toMatch(/\p{Cc}/u);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("other people's words do nothing", () => {
  /** Everything that is shown, without what the house itself writes. */
  const shownBy = (payload: unknown): string[] =>
    typeof payload === "string" ? [payload] : payload && typeof payload === "object" ? Object.values(payload).flatMap(shownBy) : [];
  const ownUrl = "https://dash.example.com/o/acme/approvals/0198a000-0000-7000-8000-000000000001";

  test.each(hostile)("%j", (text) => {
    const message = messages(request({ tool: text, serverSlug: text, grantLabel: text, message: text, category: text }))[1] as Message;
    const slack = payloadOf("slack", message) as { blocks: { text?: { type: string; text: string } }[]; text: string };
    const marked = slack.blocks.filter((one) => one.text?.type === "mrkdwn").map((one) => one.text?.text);
    expect(marked).toEqual([`<${ownUrl}|Look at the call and decide>`]);
    for (const line of shownBy({ ...slack, blocks: slack.blocks.slice(0, -1) })) expect(line).not.toMatch(/[<>]|@\w/);

    const teams = payloadOf("teams", message) as { attachments: [{ content: { actions: unknown; body: { type: string }[] } }] };
    expect(teams.attachments[0].content.actions).toEqual([{ type: "Action.OpenUrl", title: "Look at the call and decide", url: ownUrl }]);
    expect(new Set(teams.attachments[0].content.body.map(({ type }) => type))).toEqual(new Set(["RichTextBlock"]));
    expect(JSON.stringify(teams)).not.toMatch(/\{\{|msteams|"entities"/);

    const mail = noticeMail("a@example.com", message);
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect([...(mail.html ?? "").matchAll(/<(\/?\w+)/g)].map(([, name]) => name?.replace("/", ""))).toSatisfy((names: string[]) =>
      names.every((name) => ["html", "body", "p", "table", "tr", "th", "td", "a", "small", "ul", "li"].includes(name)),
    );
    expect((mail.html ?? "").match(/href="([^"]*)"/g)).toEqual([`href="${ownUrl}"`]);
    for (const shown of [mail.text, mail.html ?? "", JSON.stringify(slack), JSON.stringify(teams)]) {
      expect(
        shown
          .replaceAll(ownUrl, "")
          .match(/https?:\/\/\S+|www\.\w|\bevil\.example/g)
          ?.filter((url) => !url.includes("adaptivecards.io")) ?? [],
      ).toEqual([]);
      expect(shown).not.toMatch(/[\u202a-\u202e\u200b]/);
      expect(shown.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    }
  });

  test("a program gets the names as they are", () => {
    const [, message] = messages(request({ tool: hostile[6] as string })) as [Message, Message];
    expect(payloadOf("webhook", message)).toMatchObject({
      request: { tool: hostile[6] },
      url: ownUrl,
      type: "portcullis.approval_requested",
    });
  });
});

test("what is said, and nothing of a call's arguments", () => {
  const [, asked, summary, , digest] = messages(request()).map(letterOf);
  expect(asked).toMatchObject({
    subject: "Approval needed: zabbix_host_delete on zabbix",
    facts: [
      { label: "Tool", value: "zabbix_host_delete" },
      { label: "Server", value: "zabbix" },
      { label: "Grant", value: "night agent" },
      { label: "Category", value: "Destructive" },
      { label: "Rule", value: "Deleting takes a second person." },
      { label: "Expires", value: "2026-11-23 08:15 UTC" },
    ],
  });
  expect(summary).toMatchObject({ subject: "Approval needed: 500 calls wait in Acme", more: "And 490 more." });
  expect(digest?.items[0]).toBe("tool_0 on zabbix, for agent: approved 31 of 31");
  expect(digest).toMatchObject({ more: "And 30 more.", facts: [{ value: "31" }, { value: "2" }, { value: "4" }] });
  // A tool of a method without one.
  expect(letterOf({ ...head, kind: "approval_requested", request: request({ tool: null, method: "resources/read" }) }).subject).toBe(
    "Approval needed: resources/read on zabbix",
  );
});
