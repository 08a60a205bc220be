import type { Letter } from "../notice/letter.ts";

/**
 * A letter for a Slack incoming webhook, as Block Kit blocks. Everything that others may have written is `plain_text`, in which Slack knows
 * no markup; the one `mrkdwn` text is the link to this installation. Receivers that know no blocks (Mattermost, Rocket.Chat) show `text`.
 *
 * Limits: docs.slack.dev/reference/block-kit (header 150, section 3,000, field 2,000 characters and 10 of them).
 */
export function slackMessage({ subject, lead, facts, items, more, link }: Letter): object {
  const list = [...items.map((item) => `• ${item}`), ...(more === "" ? [] : [more])].join("\n");
  return {
    text: fitted(link ? `${subject}\n${link.url}` : `${subject}. ${lead}`, 3_000),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: "header", text: plain(subject, 150) },
      { type: "section", text: plain(lead, 3_000) },
      ...(facts.length > 0
        ? [{ type: "section", fields: facts.slice(0, 10).map(({ label, value }) => plain(`${label}\n${value}`, 2_000)) }]
        : []),
      ...(list === "" ? [] : [{ type: "section", text: plain(list, 3_000) }]),
      ...(link
        ? [{ type: "section", text: { type: "mrkdwn", text: `<${escaped(encodeURI(link.url))}|${link.label}>`, verbatim: true } }]
        : []),
    ],
  };
}

const plain = (text: string, lengthMax: number) => ({ type: "plain_text", text: fitted(text, lengthMax), emoji: false });

/** Slack's three control characters. */
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Escaped, and cut between two characters where it would be too long: limits count what is sent. */
function fitted(text: string, lengthMax: number): string {
  const whole = escaped(text);
  if (whole.length <= lengthMax) return whole;
  let out = "";
  for (const letter of text) {
    const next = escaped(letter);
    if (out.length + next.length >= lengthMax) break;
    out += next;
  }
  return `${out}…`;
}
