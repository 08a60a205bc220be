import { type Message, type RequestFacts, urlOf } from "../notice/message.ts";

/** A message for programs: facts as they are, names in full. `id` stays the same over repetitions. */
export function webhookBody(message: Message): object {
  const { id, at, organization, kind } = message;
  const head = {
    id,
    type: `portcullis.${kind}`,
    at: at.toISOString(),
    organization: organization.name,
    organization_slug: organization.slug,
  };
  const url = urlOf(message);
  switch (kind) {
    case "test":
      return { ...head, text: `A test from ${organization.name} on Portcullis. Nothing waits for you.` };
    case "approval_requested":
      return { ...head, url, request: requestOf(message.request) };
    case "approval_summary":
      return { ...head, url, total: message.total, requests: message.requests.map(requestOf) };
    case "weekly_digest": {
      const { from, to, approved, refused, expired, ideas } = message.week;
      const week = { from: from.toISOString(), to: to.toISOString(), approved, refused, expired };
      const suggestions = ideas.map(({ serverSlug, tool, grantLabel, approvals }) => ({
        server: serverSlug,
        tool,
        grant: grantLabel,
        approvals,
      }));
      return { ...head, url, week, suggestions };
    }
  }
}

const requestOf = ({ id, method, tool, serverSlug, grantLabel, category, message, expiresAt }: RequestFacts) => ({
  ...{ id, method, tool, server: serverSlug, grant: grantLabel, category, message },
  expires_at: expiresAt.toISOString(),
});
