import type { ChannelKind, Notice } from "@portcullis/control-plane";

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
    hint: "Gets a JSON body by POST, signed as streams are. Public addresses over https; a private one takes an entry of the operator.",
  },
};
export const kindOrder = ["email", "slack", "teams", "webhook"] as const satisfies readonly ChannelKind[];

export const noticeStates: Record<Notice["state"], { label: string; tone: "neutral" | "ok" | "deny" | "accent" }> = {
  waiting: { label: "Waiting", tone: "accent" },
  sent: { label: "Sent", tone: "ok" },
  failed: { label: "Failed", tone: "deny" },
  dropped: { label: "Not sent", tone: "neutral" },
};

/** What a message told. */
export function noticeWords({ kind, request, told }: Pick<Notice, "kind" | "request" | "told">): string {
  if (kind === "weekly_digest") return "Weekly digest";
  if (kind === "approval_summary") return `Summary of ${told ?? 0} ${told === 1 ? "request" : "requests"}`;
  return request ? `${request.tool ?? request.method} on ${request.serverSlug}, for ${request.grantLabel}` : "Approval needed";
}

/** 1 is Monday. */
export const days = [
  { value: 1, short: "Mon", name: "Monday" },
  { value: 2, short: "Tue", name: "Tuesday" },
  { value: 3, short: "Wed", name: "Wednesday" },
  { value: 4, short: "Thu", name: "Thursday" },
  { value: 5, short: "Fri", name: "Friday" },
  { value: 6, short: "Sat", name: "Saturday" },
  { value: 7, short: "Sun", name: "Sunday" },
] as const;

/** "Mon, 23 Nov, 09:00" on the clocks of a zone. */
export const momentIn = (at: Date, zone: string): string =>
  at.toLocaleString("en-GB", {
    ...({
      timeZone: zone,
      weekday: "short",
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    } as const),
  });
