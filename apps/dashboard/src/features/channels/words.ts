import type { ChannelKind } from "@portcullis/control-plane";

/** What each kind of channel is called and takes. */
export const kinds: Record<ChannelKind, { label: string; field: string; placeholder: string; hint: string }> = {
  email: {
    label: "E-mail",
    field: "Address",
    placeholder: "on-call@example.com",
    hint: "A mailbox or a list. The mail comes from this installation's own server.",
  },
  slack: {
    label: "Slack",
    field: "Webhook URL",
    placeholder: "https://hooks.slack.com/services/…",
    hint: "Slack: Apps → Incoming Webhooks → Add to a channel, then copy its URL.",
  },
  teams: {
    label: "Microsoft Teams",
    field: "Webhook URL",
    placeholder: "https://….logic.azure.com/workflows/…",
    hint: "Teams: the channel's Workflows → Post to a channel when a webhook request is received, then copy its URL.",
  },
  webhook: {
    label: "Webhook",
    field: "URL",
    placeholder: "https://hooks.example.com/portcullis",
    hint: "Gets a JSON body by POST. Public addresses over https; a private one takes an entry of the operator.",
  },
};
export const kindOrder = ["email", "slack", "teams", "webhook"] as const satisfies readonly ChannelKind[];
