import type { Keyring } from "@portcullis/db/keys";
import { type Pool, type PoolClient, withOrgClient } from "@portcullis/db/runtime";
import type { ToolFacts } from "@portcullis/policy";
import { openHeaders } from "../server/sealed-headers.ts";
import { within } from "./ask.ts";
import type { GrantRef } from "./find-grant.ts";

/** What a grant meets behind one URL: the server, its credential in the clear, the live policy and the tools that were discovered. */
export type Route = {
  serverId: string;
  serverSlug: string;
  enabled: boolean;
  url: string;
  headers: Readonly<Record<string, string>>;
  era: "legacy" | "modern" | "dual";
  protocolVersion: string;
  supportedVersions: readonly string[];
  /** null: none is attached, or the one that is has never been published. */
  policy: { id: string; name: string; version: number; document: string } | null;
  /** Everything that discovery has seen; a name that is not here is an unknown tool. */
  tools: readonly ToolFacts[];
};

/** Loads a route; null when the organization or server is unknown or not the grant's: all of them get the same answer. */
export async function loadRoute(
  pool: Pool,
  keyring: Keyring,
  { grant, organizationSlug, serverSlug }: { grant: GrantRef; organizationSlug: string; serverSlug: string },
  deadlineMs: number,
): Promise<Route | null> {
  if (organizationSlug !== grant.organizationSlug) return null;
  const { organizationId } = grant;
  return within(
    withOrgClient(pool, organizationId, async (client) => {
      const server = await readServer(client, grant.id, serverSlug);
      if (!server) return null;
      const tools = await client.query<ToolFacts>({ name: "route_tools", text: toolsText, values: [server.id] });
      const sealed = server.sealed_headers;
      return routeOf(server, tools.rows, sealed === null ? {} : openHeaders(keyring, organizationId, server.id, sealed));
    }),
    deadlineMs,
  );
}

type ServerRow = {
  id: string;
  slug: string;
  enabled: boolean;
  url: string;
  sealed_headers: string | null;
  era: Route["era"];
  protocol_version: string;
  supported_versions: string[];
  policy_id: string | null;
  policy_name: string | null;
  policy_version: number | null;
  policy_document: string | null;
};

async function readServer(client: PoolClient, grantId: string, serverSlug: string): Promise<ServerRow | undefined> {
  const { rows } = await client.query<ServerRow>({ name: "route_server", text: serverText, values: [serverSlug, grantId] });
  return rows[0];
}

// Row-level security keeps all of these rows to the grant's organization; the joins say so once more.
const serverText = `
  SELECT s.id, s.slug, s.enabled, s.url, s.sealed_headers, s.era, s.protocol_version, s.supported_versions,
    p.id AS policy_id, p.name AS policy_name, v.version AS policy_version, v.document AS policy_document
  FROM portcullis.server s
  JOIN portcullis.grant_server gs ON gs.organization_id = s.organization_id AND gs.server_id = s.id
  LEFT JOIN portcullis.policy p ON p.organization_id = gs.organization_id AND p.id = gs.policy_id AND p.server_id = s.id
  LEFT JOIN portcullis.policy_version v ON v.organization_id = p.organization_id AND v.policy_id = p.id AND v.version = p.live_version
  WHERE s.slug = $1 AND gs.grant_id = $2`;

const toolsText = "SELECT name FROM portcullis.tool WHERE server_id = $1 ORDER BY position, name";

const routeOf = (row: ServerRow, tools: Route["tools"], headers: Route["headers"]): Route => ({
  serverId: row.id,
  serverSlug: row.slug,
  enabled: row.enabled,
  url: row.url,
  headers,
  era: row.era,
  protocolVersion: row.protocol_version,
  supportedVersions: row.supported_versions,
  policy:
    row.policy_id !== null && row.policy_version !== null && row.policy_document !== null
      ? { id: row.policy_id, name: row.policy_name ?? "", version: row.policy_version, document: row.policy_document }
      : null,
  tools,
});
