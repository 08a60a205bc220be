import type { Keyring } from "@portcullis/db/keys";
import { type Pool, withOrgClient } from "@portcullis/db/runtime";
import { type Dialer, DiscoveryError, discover, SealError } from "@portcullis/upstream";
import { ControlPlaneError } from "../errors.ts";
import { digestOf } from "./meet.ts";
import { openHeaders } from "./sealed-headers.ts";
import { type ChangeRow, changesOf, type Listed, listedRows } from "./store-tools.ts";

export type PollToolsOptions = {
  /** Of the role pc_ops. */
  pool: Pool;
  keyring: Keyring;
  dialer: Dialer;
  clock: () => Date;
  newId: () => string;
  /** How often a server is looked at. */
  everyMs?: number;
  /** One server, from the connection to the last byte. */
  listMs?: number;
};
/** `began`: servers that could be listed before and cannot now; `ended`: those that can again. */
export type PolledTools = {
  polled: number;
  changed: number;
  failed: number;
  began: { server: string; failure: string }[];
  ended: string[];
};

/**
 * Looks at what the servers list that somebody may use (security.md, TM-6): a change that no client has asked for is found all the same. It accepts nothing.
 * Whoever takes a server writes the time down first, so that workers do not ask twice. A list that cannot be compared puts the server's tools out of reach.
 */
export async function pollTools(options: PollToolsOptions): Promise<PolledTools> {
  const { pool, clock, everyMs = everyMsDefault } = options;
  const before = new Date(clock().getTime() - everyMs);
  const { rows } = await pool.query<Due>("SELECT organization_id, organization_slug, id FROM portcullis.due_tool_polls($1, $2)", [
    before,
    dueMax,
  ]);
  const told: PolledTools = { polled: 0, changed: 0, failed: 0, began: [], ended: [] };
  const waiting = rows.values();
  const place = async () => {
    for (const due of waiting) {
      const server = await take(options, due, before);
      if (server) await poll(options, due, server, told);
    }
  };
  await Promise.all(Array.from({ length: placesMax }, place));
  return told;
}

type Due = { organization_id: string; organization_slug: string; id: string };
type Taken = {
  slug: string;
  url: string;
  sealed_headers: string | null;
  era: "legacy" | "modern" | "dual";
  name: string | null;
  since: string;
  failure: string | null;
};

const everyMsDefault = 60_000;
const listMsDefault = 10_000;
/** With the time for one, what a turn takes at most: a worker that is to end waits for it. */
const dueMax = 32;
const placesMax = 16;

const take = ({ pool }: PollToolsOptions, { organization_id, id }: Due, before: Date) =>
  withOrgClient(pool, organization_id, async (client) => {
    const { rows } = await client.query<Taken>(
      `WITH taken AS (
         INSERT INTO portcullis.tool_poll AS p (organization_id, server_id, begun_at) VALUES ($1, $2, clock_timestamp())
         ON CONFLICT (organization_id, server_id) DO UPDATE SET begun_at = clock_timestamp() WHERE p.begun_at < $3
         RETURNING begun_at, failure)
       SELECT s.slug, s.url, s.sealed_headers, coalesce(s.era_pin, s.era) AS era, s.server_info->>'name' AS name, t.begun_at::text AS since, t.failure
       FROM taken t, portcullis.server s WHERE s.organization_id = $1 AND s.id = $2 AND s.enabled`,
      [organization_id, id, before],
    );
    return rows[0];
  });

async function poll(options: PollToolsOptions, due: Due, server: Taken, told: PolledTools): Promise<void> {
  told.polled += 1;
  const name = `${due.organization_slug}/${server.slug}`;
  try {
    const tools = await list(options, due, server);
    const isChanged = await keep(options, due, server, { tools, serverName: server.name ?? undefined });
    if (isChanged) told.changed += 1;
    if (server.failure !== null) told.ended.push(name);
  } catch (error) {
    const { failure, isUnreadable } = reasonOf(error);
    await fail(options, due, server, failure, isUnreadable);
    told.failed += 1;
    if (server.failure === null) told.began.push({ server: name, failure });
  }
}

async function list({ keyring, dialer, listMs = listMsDefault }: PollToolsOptions, due: Due, { url, sealed_headers, era }: Taken) {
  const fetch = dialer.fetch(due.organization_slug);
  try {
    const headers = sealed_headers === null ? {} : openHeaders(keyring, due.organization_id, due.id, sealed_headers);
    const { tools } = await discover({ url, headers, fetch, era, limits: { totalMs: listMs } });
    return tools.map((tool) => ({ ...tool, digest: digestOf(tool.definition) }));
  } finally {
    await fetch.close();
  }
}

/** The server was asked for, and answered, something that is no list: that it does not answer at all proves nothing either way. */
function reasonOf(error: unknown): { failure: string; isUnreadable: boolean } {
  if (error instanceof DiscoveryError)
    return { failure: error.message, isUnreadable: error.code === "bad_answer" || error.code === "too_large" };
  if (error instanceof ControlPlaneError && error.code === "upstream_bad_answer") return { failure: error.message, isUnreadable: true };
  if (error instanceof SealError)
    return { failure: "The stored headers of this server cannot be opened any more. Enter them again.", isUnreadable: false };
  throw error;
}

/** Stores the list unless somebody changed the server meanwhile: then it may be another's. @returns whether it was another list than before */
const keep = ({ pool, newId }: PollToolsOptions, { organization_id, id }: Due, server: Taken, listed: Omit<Listed, "since">) =>
  withOrgClient(pool, organization_id, async (client) => {
    const same = await client.query(
      "SELECT 1 FROM portcullis.server WHERE organization_id = $1 AND id = $2 AND enabled AND url = $3 AND sealed_headers IS NOT DISTINCT FROM $4",
      [organization_id, id, server.url, server.sealed_headers],
    );
    if (same.rows.length === 0) return false;
    const { rows } = await client.query<ChangeRow>("SELECT change, name FROM portcullis.store_listed_tools($1, $2, $3)", [
      id,
      server.since,
      listedRows(listed, newId),
    ]);
    await client.query(
      "UPDATE portcullis.tool_poll SET listed_at = clock_timestamp(), failure = NULL, is_unreadable = false WHERE organization_id = $1 AND server_id = $2",
      [organization_id, id],
    );
    if (rows.length === 0) return false;
    await client.query(
      `INSERT INTO portcullis.audit_event (organization_id, id, actor_name, source, action, target_kind, target_id, target_name, after)
       VALUES ($1, $2, 'Installation', 'worker', 'tool.change_seen', 'server', $3, $4, $5)`,
      [organization_id, newId(), id, server.slug, firstOf(changesOf(rows))],
    );
    return true;
  });

/** A server may list 2,000 others at once; the log names some of them. */
const firstOf = (changes: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(changes).map(([kind, names]) => [kind, names.slice(0, 100)]));

const fail = ({ pool }: PollToolsOptions, { organization_id, id }: Due, { url }: Taken, failure: string, isUnreadable: boolean) =>
  withOrgClient(pool, organization_id, (client) =>
    client.query(
      `UPDATE portcullis.tool_poll SET failure = $3, is_unreadable = is_unreadable OR $4
       WHERE organization_id = $1 AND server_id = $2
         AND EXISTS (SELECT 1 FROM portcullis.server s WHERE s.organization_id = $1 AND s.id = $2 AND s.url = $5)`,
      [organization_id, id, failure.slice(0, 500), isUnreadable, url],
    ),
  );
