/**
 * What the receivers' documentation asks of a message, as far as ours go: docs.slack.dev/reference/block-kit (as @slack/types 3.2.0 has it), and
 * adaptivecards.io/schemas/adaptive-card.json 1.5.0 (github.com/microsoft/AdaptiveCards, schemas/1.5.0), of which 1.4 is a part. Unknown
 * members are refused, as the card's schema does.
 */
import { z } from "zod";

const plain = (lengthMax: number) =>
  z.strictObject({ type: z.literal("plain_text"), text: z.string().min(1).max(lengthMax), emoji: z.boolean().optional() });
const mrkdwn = z.strictObject({ type: z.literal("mrkdwn"), text: z.string().min(1).max(3_000), verbatim: z.boolean().optional() });
const block = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("header"), block_id: z.string().max(255).optional(), text: plain(150) }),
  z
    .strictObject({
      type: z.literal("section"),
      block_id: z.string().max(255).optional(),
      text: z.union([plain(3_000), mrkdwn]).optional(),
      fields: z.array(plain(2_000)).min(1).max(10).optional(),
    })
    .refine(({ text, fields }) => text !== undefined || fields !== undefined),
]);

/** An incoming webhook's body. At most 50 blocks in a message. */
export const SlackMessage = z.strictObject({
  text: z.string().min(1).max(40_000),
  mrkdwn: z.literal(false),
  unfurl_links: z.literal(false),
  unfurl_media: z.literal(false),
  blocks: z.array(block).min(1).max(50),
});

const element = {
  ...{ id: z.string().optional(), separator: z.boolean().optional(), isVisible: z.boolean().optional() },
  ...{ spacing: z.enum(["default", "none", "small", "medium", "large", "extraLarge", "padding"]).optional() },
};
const textRun = z.strictObject({
  type: z.literal("TextRun"),
  text: z.string(),
  size: z.enum(["default", "small", "medium", "large", "extraLarge"]).optional(),
  weight: z.enum(["default", "lighter", "bolder"]).optional(),
  ...{ italic: z.boolean().optional(), isSubtle: z.boolean().optional(), fontType: z.enum(["default", "monospace"]).optional() },
});
const richTextBlock = z.strictObject({ type: z.literal("RichTextBlock"), inlines: z.array(z.union([z.string(), textRun])), ...element });
const openUrl = z.strictObject({ type: z.literal("Action.OpenUrl"), url: z.url(), title: z.string().optional() });

/** A message with one card, as a Teams workflow takes it. */
export const TeamsMessage = z.strictObject({
  type: z.literal("message"),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal("application/vnd.microsoft.card.adaptive"),
        contentUrl: z.null(),
        content: z.strictObject({
          $schema: z.literal("http://adaptivecards.io/schemas/adaptive-card.json"),
          type: z.literal("AdaptiveCard"),
          version: z.enum(["1.2", "1.3", "1.4"]),
          fallbackText: z.string().optional(),
          body: z.array(richTextBlock),
          actions: z.array(openUrl).optional(),
        }),
      }),
    )
    .length(1),
});
