import type { PoolClient } from "@portcullis/db/runtime";
import { type Message, namedMax, type RequestFacts, type RuleIdea, type WeekFacts } from "./message.ts";
import type { Next } from "./take-next.ts";

/** The facts of a message, as they are in the database when it is sent. */
export async function readMessage(client: PoolClient, organizationId: string, next: Next, dashboardUrl: string): Promise<Message> {
  const { rows } = await client.query<{ slug: string; name: string }>("SELECT slug, name FROM portcullis.organization WHERE id = $1", [
    organizationId,
  ]);
  const organization = rows[0] as { slug: string; name: string };
  const head = { id: next.id, at: next.at, organization, dashboardUrl };
  switch (next.kind) {
    case "approval_requested": {
      const [request] = await readRequests(client, organizationId, [next.requestId]);
      return { ...head, kind: "approval_requested", request: request as RequestFacts };
    }
    case "approval_summary": {
      const told = await client.query<{ request_id: string }>(
        "SELECT request_id FROM portcullis.notice WHERE organization_id = $1 AND summary_id = $2 AND state = 'waiting' ORDER BY at, id",
        [organizationId, next.id],
      );
      const first = told.rows.slice(0, namedMax).map(({ request_id }) => request_id);
      return { ...head, kind: "approval_summary", total: told.rows.length, requests: await readRequests(client, organizationId, first) };
    }
    case "weekly_digest":
      return { ...head, kind: "weekly_digest", week: await readWeek(client, organizationId, next.at) };
  }
}

/** Nothing of the call itself: not even sealed it is read here. */
async function readRequests(client: PoolClient, organizationId: string, ids: readonly (string | null)[]): Promise<RequestFacts[]> {
  const { rows } = await client.query<RequestFacts>(
    `SELECT id, method, tool, server_slug AS "serverSlug", grant_label AS "grantLabel", category, message, expires_at AS "expiresAt"
     FROM portcullis.approval_request WHERE organization_id = $1 AND id = ANY ($2::uuid[]) ORDER BY at, id`,
    [organizationId, ids],
  );
  return rows;
}

const weekMs = 7 * 86_400_000;

async function readWeek(client: PoolClient, organizationId: string, to: Date): Promise<WeekFacts> {
  const from = new Date(to.getTime() - weekMs);
  const { rows } = await client.query<Pick<WeekFacts, "approved" | "refused" | "expired">>(
    `SELECT count(*) FILTER (WHERE state IN ('approved', 'used', 'lapsed'))::integer AS approved, count(*) FILTER (WHERE state = 'refused')::integer AS refused,
       count(*) FILTER (WHERE state = 'expired')::integer AS expired
     FROM portcullis.approval WHERE organization_id = $1 AND at >= $2 AND at < $3`,
    [organizationId, from, to],
  );
  const counts = rows[0] ?? { approved: 0, refused: 0, expired: 0 };
  return { from, to, ...counts, ideas: await readIdeas(client, organizationId, to) };
}

/** What the page of approvals suggests too: at least ten approvals and no refusal in 30 days, of one tool for one grant. */
async function readIdeas(client: PoolClient, organizationId: string, to: Date): Promise<RuleIdea[]> {
  const { rows } = await client.query<RuleIdea>(
    `SELECT r.server_slug AS "serverSlug", r.tool, (array_agg(r.grant_label ORDER BY r.at DESC))[1] AS "grantLabel",
       count(*) FILTER (WHERE r.state IN ('approved', 'used', 'lapsed'))::integer AS approvals
     FROM portcullis.approval r WHERE r.organization_id = $1 AND r.at >= $2::timestamptz - interval '30 days' AND r.at < $2 AND r.tool IS NOT NULL
     GROUP BY r.server_slug, r.tool, r.grant_id
     HAVING count(*) FILTER (WHERE r.state IN ('approved', 'used', 'lapsed')) >= 10 AND count(*) FILTER (WHERE r.state = 'refused') = 0
     ORDER BY approvals DESC, r.tool LIMIT 100`,
    [organizationId, to],
  );
  return rows;
}
