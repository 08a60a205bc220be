import type { Keyring } from "@portcullis/db/keys";
import { type Pool, withOrgClient } from "@portcullis/db/runtime";
import { type Dialer, probeEra } from "@portcullis/upstream";
import { openHeaders } from "./sealed-headers.ts";

export type RenewErasOptions = {
  /** Of the role pc_ops. */
  pool: Pool;
  keyring: Keyring;
  dialer: Dialer;
  clock: () => Date;
  newId: () => string;
  /** How long a verdict counts. */
  verdictMs?: number;
  /** One probe, from the connection to the last byte. */
  probeMs?: number;
};
export type RenewedEras = { probed: number; upgraded: number };

/**
 * Asks servers that were found legacy whether they are modern by now (protocol.md B5): a stale verdict works for ever and hides an upgrade.
 * Whoever takes a server writes the time down first, so that workers do not ask twice and what does not answer waits its turn again.
 * Nothing but a modern answer changes a verdict; a server that is pinned or disabled is not asked.
 */
export async function renewEras(options: RenewErasOptions): Promise<RenewedEras> {
  const { pool, clock, verdictMs = verdictMsDefault } = options;
  const before = new Date(clock().getTime() - verdictMs);
  const { rows } = await pool.query<Due>("SELECT organization_id, organization_slug, id FROM portcullis.due_eras($1, $2)", [
    before,
    dueMax,
  ]);
  const renewed: RenewedEras = { probed: 0, upgraded: 0 };
  const waiting = rows.values();
  const place = async () => {
    for (const due of waiting) {
      const server = await take(options, due, before);
      if (!server) continue;
      renewed.probed += 1;
      const versions = await ask(options, due, server);
      if (versions && (await keep(options, due, server, versions))) renewed.upgraded += 1;
    }
  };
  await Promise.all(Array.from({ length: placesMax }, place));
  return renewed;
}

type Due = { organization_id: string; organization_slug: string; id: string };
type Taken = { slug: string; url: string; sealed_headers: string | null; protocol_version: string; supported_versions: string[] };

const verdictMsDefault = 3_600_000;
const probeMsDefault = 5_000;
/** With the time of a probe, what a turn takes at most: a worker that is to end waits for it. */
const dueMax = 40;
const placesMax = 10;

const take = ({ pool, clock }: RenewErasOptions, { organization_id, id }: Due, before: Date) =>
  withOrgClient(pool, organization_id, async (client) => {
    const { rows } = await client.query<Taken>(
      `UPDATE portcullis.server SET era_probed_at = $3
       WHERE organization_id = $1 AND id = $2 AND enabled AND era = 'legacy' AND era_pin IS NULL AND greatest(discovered_at, era_probed_at) < $4
       RETURNING slug, url, sealed_headers, protocol_version, supported_versions`,
      [organization_id, id, clock(), before],
    );
    return rows[0];
  });

/** The modern revisions of the server. Null for everything else: what cannot be asked, or does not answer soundly, is no evidence. */
async function ask({ keyring, dialer, probeMs = probeMsDefault }: RenewErasOptions, due: Due, { url, sealed_headers }: Taken) {
  const fetch = dialer.fetch(due.organization_slug);
  try {
    const headers = sealed_headers === null ? {} : openHeaders(keyring, due.organization_id, due.id, sealed_headers);
    return await probeEra({ url, headers, fetch, totalMs: probeMs });
  } catch {
    return null;
  } finally {
    await fetch.close();
  }
}

/**
 * Stores that the server answers both forms: nothing was learned against the old one, and who uses it is not to be cut off by a guess.
 * False when somebody changed the server meanwhile: then the answer may be another's.
 */
const keep = ({ pool, newId }: RenewErasOptions, { organization_id, id }: Due, server: Taken, versions: string[]) =>
  withOrgClient(pool, organization_id, async (client) => {
    const after = {
      era: "dual",
      protocolVersion: versions[0],
      supportedVersions: [...new Set([...versions, ...server.supported_versions])],
    };
    const { rowCount } = await client.query(
      `UPDATE portcullis.server SET era = $3, protocol_version = $4, supported_versions = $5
       WHERE organization_id = $1 AND id = $2 AND enabled AND era = 'legacy' AND era_pin IS NULL
         AND url = $6 AND sealed_headers IS NOT DISTINCT FROM $7`,
      [organization_id, id, after.era, after.protocolVersion, after.supportedVersions, server.url, server.sealed_headers],
    );
    if (!rowCount) return false;
    const before = { era: "legacy", protocolVersion: server.protocol_version, supportedVersions: server.supported_versions };
    await client.query(
      `INSERT INTO portcullis.audit_event (organization_id, id, actor_name, source, action, target_kind, target_id, target_name, before, after)
       VALUES ($1, $2, 'Installation', 'worker', 'server.renew_era', 'server', $3, $4, $5, $6)`,
      [organization_id, newId(), id, server.slug, before, after],
    );
    return true;
  });
