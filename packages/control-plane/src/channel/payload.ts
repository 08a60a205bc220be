import type { ChannelKind } from "./channel.ts";

type Facts = { organizationName: string; at: Date; id: string };

/** The body of a test message, as each kind of receiver reads it. */
export function payloadOf(kind: ChannelKind, { organizationName, at, id }: Facts): object {
  const text = `A test from ${organizationName} on Portcullis. Nothing waits for you.`;
  switch (kind) {
    case "slack":
      // mrkdwn off: a name must not become a link or a mention.
      return { text: escaped(text), mrkdwn: false };
    case "teams":
      return {
        type: "message",
        attachments: [
          {
            contentType: "application/vnd.microsoft.card.adaptive",
            content: {
              $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
              type: "AdaptiveCard",
              version: "1.4",
              body: [{ type: "RichTextBlock", inlines: [{ type: "TextRun", text }] }],
            },
          },
        ],
      };
    case "webhook":
    case "email":
      return { id, type: "portcullis.test", at: at.toISOString(), organization: organizationName, text };
  }
}

/** Slack's three control characters. */
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
