import type { Letter } from "../notice/letter.ts";

/**
 * A letter for a Teams workflow: a message with one Adaptive Card. Texts are TextRuns, in which Markdown means nothing (TextBlock and Fact
 * would read it), and mentions need an entity that is not sent.
 *
 * Schema: adaptivecards.io/schemas/adaptive-card.json, version 1.4; the whole stays far below the 28 KB of a message.
 */
export function teamsMessage({ subject, lead, facts, items, more, link }: Letter): object {
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          fallbackText: "Something in Portcullis asks for your attention.",
          body: [
            line([run(subject, { size: "large", weight: "bolder" })]),
            line([run(lead)]),
            ...facts.map(({ label, value }) => line([run(`${label}: `, { weight: "bolder" }), run(value)], "small")),
            ...items.map((item) => line([run(`• ${item}`)], "small")),
            ...(more === "" ? [] : [line([run(more)], "small")]),
          ],
          ...(link ? { actions: [{ type: "Action.OpenUrl", title: link.label, url: link.url }] } : {}),
        },
      },
    ],
  };
}

const line = (inlines: object[], spacing = "default") => ({ type: "RichTextBlock", spacing, inlines });
const run = (text: string, look: { size?: string; weight?: string } = {}) => ({ type: "TextRun", text, ...look });
