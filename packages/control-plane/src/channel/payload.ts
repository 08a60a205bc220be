import { letterOf } from "../notice/letter.ts";
import type { Message } from "../notice/message.ts";
import type { ChannelKind } from "./channel.ts";
import { slackMessage } from "./slack.ts";
import { teamsMessage } from "./teams.ts";
import { webhookBody } from "./webhook.ts";

/** The body that a kind of receiver reads. Mail has none: it is written in the mail's room. */
export function payloadOf(kind: Exclude<ChannelKind, "email">, message: Message): object {
  switch (kind) {
    case "slack":
      return slackMessage(letterOf(message));
    case "teams":
      return teamsMessage(letterOf(message));
    case "webhook":
      return webhookBody(message);
  }
}
