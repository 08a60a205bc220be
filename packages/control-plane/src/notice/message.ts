/** What a message says of a request. Nothing of its arguments: whoever wants to see them signs in. */
export type RequestFacts = {
  id: string;
  method: string;
  tool: string | null;
  serverSlug: string;
  grantLabel: string;
  category: string | null;
  /** The rule's own words. */
  message: string;
  expiresAt: Date;
};

/** Calls that are approved again and again, and never refused. */
export type RuleIdea = { serverSlug: string; tool: string; grantLabel: string; approvals: number };

export type WeekFacts = { from: Date; to: Date; approved: number; refused: number; expired: number; ideas: readonly RuleIdea[] };

/** One message to one channel, as facts; each kind of channel writes it in its own form. */
export type Message = {
  /** Stays the same however often it is sent: receivers know repetitions by it. */
  id: string;
  at: Date;
  organization: { slug: string; name: string };
  /** Without a slash at the end. */
  dashboardUrl: string;
} & (
  | { kind: "test" }
  | { kind: "approval_requested"; request: RequestFacts }
  /** `requests`: the first of them, the longest waiting first. */
  | { kind: "approval_summary"; total: number; requests: readonly RequestFacts[] }
  | { kind: "weekly_digest"; week: WeekFacts }
);

/** So many requests and ideas are named in one message; of the rest the number is said. */
export const namedMax = 10;

/** Where the message leads. A name and no key: it takes a login of the organization, and looking decides nothing. */
export function urlOf(message: Message): string | null {
  const base = `${message.dashboardUrl}/o/${encodeURIComponent(message.organization.slug)}`;
  switch (message.kind) {
    case "test":
      return `${base}/notifications`;
    case "approval_requested":
      return `${base}/approvals/${encodeURIComponent(message.request.id)}`;
    case "approval_summary":
    case "weekly_digest":
      return `${base}/approvals`;
  }
}
