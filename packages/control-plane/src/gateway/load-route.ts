import type { Keyring } from "@portcullis/db/keys";
import { type Pool, type PoolClient, withOrgClient } from "@portcullis/db/runtime";
import type { ValueRecording } from "../audit/argument-view.ts";
import { readValueRecording } from "../audit/value-keys.ts";
import { openHeaders } from "../server/sealed-headers.ts";
import { within } from "./ask.ts";
import type { GrantRef } from "./find-grant.ts";
import type { ToolSet, ToolSets } from "./tool-sets.ts";

/** What a grant meets behind one URL: the server, its credential in the clear, the live policy and the tools that were discovered. */
export type Route = {
  /** `organization.revision`, read before everything else of the route: what is true of that revision is at most as new as the route. */
  revision: bigint;
  /** Switches that are set over this grant on this server: everything of their scope is refused. */
  killSwitches: readonly KillSwitch[];
  /** Whose grant it is. */
  ownerId: string | null;
  /** The grant as policies see it, at least as new as the revision; what opened the token may be older. */
  grantLabel: string;
  grantTags: readonly string[];
  serverId: string;
  serverSlug: string;
  enabled: boolean;
  url: string;
  headers: Readonly<Record<string, string>>;
  era: "legacy" | "modern" | "dual";
  protocolVersion: string;
  supportedVersions: readonly string[];
  settings: RouteSettings;
  /** null: none is attached, or the one that is has never been published. */
  policy: LivePolicy | null;
  /** Judges beside the live one and is never enforced; null as above. */
  shadow: LivePolicy | null;
  /** Everything that discovery has seen; a name that is not here is an unknown tool. One object for all grants on the server. */
  tools: ToolSet;
  /** What is recorded of the values of arguments, with the keys for it. */
  values: ValueRecording;
};

/** `tool`: the only one that is meant; null: all of the scope. `reason` is what people wrote when they set it. */
export type KillSwitch = { scope: "installation" | "organization" | "server" | "tool" | "grant"; tool: string | null; reason: string };

/** What an organization has set for a server (protocol.md section 8, A7, B5, F1). null: the gateway's default. */
export type RouteSettings = {
  /** A whole call, at most. */
  callTimeoutSeconds: number | null;
  /** Until the first byte of an answer, and between bytes. */
  idleTimeoutSeconds: number | null;
  /** Whether a call is recorded before it leaves, or (never with limits) through the replica's spool. */
  recording: "guaranteed" | "buffered";
  /** Request headers of clients that go on to the server, in lower case. */
  forwardHeaders: readonly string[];
  /** Methods outside the method table that pass. */
  forwardMethods: readonly string[];
  eraPin: "legacy" | "modern" | null;
};

/** The live version of a policy. */
export type LivePolicy = { id: string; name: string; version: number; document: string };

/** Loads a route; null when the organization or server is unknown or not the grant's: all of them get the same answer. */
export async function loadRoute(
  pool: Pool,
  keyring: Keyring,
  { grant, organizationSlug, serverSlug, toolSets }: { grant: GrantRef; organizationSlug: string; serverSlug: string; toolSets: ToolSets },
  deadlineMs: number,
): Promise<Route | null> {
  if (organizationSlug !== grant.organizationSlug) return null;
  const { organizationId } = grant;
  return within(
    withOrgClient(pool, organizationId, async (client) => {
      // The first statement, and so the oldest snapshot: a change that the route does not show has a later revision.
      const revision = await readRevision(client, organizationId);
      const server = await readServer(client, grant.id, serverSlug);
      if (!server || revision === undefined) return null;
      const killSwitches = await readKillSwitches(client, grant.id, server.id);
      const tools = await toolSets.of(client, server.id);
      const values = await readValueRecording(client, keyring, organizationId, grant.id);
      const sealed = server.sealed_headers;
      return routeOf(
        server,
        { revision, killSwitches, tools, values },
        sealed === null ? {} : openHeaders(keyring, organizationId, server.id, sealed),
      );
    }),
    deadlineMs,
  );
}

async function readRevision(client: PoolClient, organizationId: string): Promise<bigint | undefined> {
  const text = "SELECT revision::text FROM portcullis.organization WHERE id = $1";
  const { rows } = await client.query<{ revision: string }>({ name: "route_revision", text, values: [organizationId] });
  return rows[0] && BigInt(rows[0].revision);
}

async function readKillSwitches(client: PoolClient, grantId: string, serverId: string): Promise<KillSwitch[]> {
  const { rows } = await client.query<KillSwitch>({ name: "route_kill_switches", text: killSwitchesText, values: [grantId, serverId] });
  return rows;
}

const killSwitchesText = `
  SELECT 'installation' AS scope, NULL AS tool, coalesce(reason, '') AS reason FROM portcullis.installation_switch WHERE killed
  UNION ALL
  SELECT scope, tool_name, reason FROM portcullis.kill_switch
  WHERE scope = 'organization' OR (scope = 'grant' AND grant_id = $1) OR (scope IN ('server', 'tool') AND server_id = $2)`;

type ServerRow = {
  id: string;
  slug: string;
  enabled: boolean;
  url: string;
  sealed_headers: string | null;
  era: Route["era"];
  protocol_version: string;
  supported_versions: string[];
  call_timeout_seconds: number | null;
  idle_timeout_seconds: number | null;
  recording: RouteSettings["recording"];
  owner_id: string | null;
  grant_label: string;
  grant_tags: string[];
  forward_headers: string[];
  forward_methods: string[];
  era_pin: RouteSettings["eraPin"];
  policy_id: string | null;
  policy_name: string | null;
  policy_version: number | null;
  policy_document: string | null;
  shadow_id: string | null;
  shadow_name: string | null;
  shadow_version: number | null;
  shadow_document: string | null;
};

async function readServer(client: PoolClient, grantId: string, serverSlug: string): Promise<ServerRow | undefined> {
  const { rows } = await client.query<ServerRow>({ name: "route_server", text: serverText, values: [serverSlug, grantId] });
  return rows[0];
}

// Row-level security keeps all of these rows to the grant's organization; the joins say so once more.
const serverText = `
  SELECT s.id, s.slug, s.enabled, s.url, s.sealed_headers, s.era, s.protocol_version, s.supported_versions,
    s.call_timeout_seconds, s.idle_timeout_seconds, s.recording, g.owner_id, g.label AS grant_label, g.tags AS grant_tags, s.forward_headers, s.forward_methods, s.era_pin,
    p.id AS policy_id, p.name AS policy_name, v.version AS policy_version, v.document AS policy_document,
    sp.id AS shadow_id, sp.name AS shadow_name, sv.version AS shadow_version, sv.document AS shadow_document
  FROM portcullis.server s
  JOIN portcullis.grant_server gs ON gs.organization_id = s.organization_id AND gs.server_id = s.id
  JOIN portcullis.access_grant g ON g.organization_id = gs.organization_id AND g.id = gs.grant_id
  LEFT JOIN portcullis.policy p ON p.organization_id = gs.organization_id AND p.id = gs.policy_id AND p.server_id = s.id
  LEFT JOIN portcullis.policy_version v ON v.organization_id = p.organization_id AND v.policy_id = p.id AND v.version = p.live_version
  LEFT JOIN portcullis.policy sp ON sp.organization_id = gs.organization_id AND sp.id = gs.shadow_policy_id AND sp.server_id = s.id
  LEFT JOIN portcullis.policy_version sv ON sv.organization_id = sp.organization_id AND sv.policy_id = sp.id AND sv.version = sp.live_version
  WHERE s.slug = $1 AND gs.grant_id = $2`;

const routeOf = (row: ServerRow, now: Pick<Route, "revision" | "killSwitches" | "tools" | "values">, headers: Route["headers"]): Route => ({
  ...now,
  ownerId: row.owner_id,
  grantLabel: row.grant_label,
  grantTags: row.grant_tags,
  serverId: row.id,
  serverSlug: row.slug,
  enabled: row.enabled,
  url: row.url,
  headers,
  era: row.era,
  protocolVersion: row.protocol_version,
  supportedVersions: row.supported_versions,
  settings: {
    callTimeoutSeconds: row.call_timeout_seconds,
    idleTimeoutSeconds: row.idle_timeout_seconds,
    recording: row.recording,
    forwardHeaders: row.forward_headers,
    forwardMethods: row.forward_methods,
    eraPin: row.era_pin,
  },
  policy: livePolicy(row.policy_id, row.policy_name, row.policy_version, row.policy_document),
  shadow: livePolicy(row.shadow_id, row.shadow_name, row.shadow_version, row.shadow_document),
});

const livePolicy = (id: string | null, name: string | null, version: number | null, document: string | null): LivePolicy | null =>
  id !== null && version !== null && document !== null ? { id, name: name ?? "", version, document } : null;
