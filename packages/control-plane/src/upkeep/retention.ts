import { type Pool, withOrgClient } from "@portcullis/db/runtime";
import { checkpointFormat } from "../audit/checkpoint.ts";
import type { CheckpointKey } from "../audit/checkpoint-key.ts";
import { exclusively } from "./exclusively.ts";
import { organizations } from "./prune.ts";

export const rootFormat = "portcullis/root/1";
const rowsAtOnce = 2_000;

/**
 * Purges what organizations no longer keep: everything up to the last checkpoint that is older than their retention. The root of what is left
 * is signed first, so that the chain can be verified from there on.
 *
 * @param pool of the role pc_ops
 * @returns how many organizations lost something; null when another process is at it
 */
export const purgeExpired = (pool: Pool, key: CheckpointKey): Promise<number | null> =>
  exclusively(pool, "retention", async () => {
    let purged = 0;
    const refused: string[] = [];
    for (const organization of await organizations(pool)) {
      const found = await purge(pool, key, organization);
      if (found === "refused") refused.push(organization);
      else if (found) purged++;
    }
    if (refused.length > 0)
      throw new Error(`nothing is purged of ${refused.join(", ")}: the checkpoint that is due there is not what was signed`);
    return purged;
  });

async function purge(pool: Pool, key: CheckpointKey, organization: string): Promise<boolean | "refused"> {
  const isNew = await withOrgClient(pool, organization, async (client) => {
    const { rows } = await client.query<Expired>(expiredText, [organization, key.id]);
    const [last] = rows;
    if (!last) return false;
    const head = signedHead(key, organization, last);
    if (head === undefined) return "refused";
    const statement = JSON.stringify({ format: rootFormat, organization, n: last.n, head, at: last.at.toISOString() });
    await client.query(
      "INSERT INTO portcullis.audit_root (organization_id, n, at, statement, key_id, signature) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
      [organization, last.n, last.at, statement, key.id, key.sign(statement)],
    );
    return true;
  });
  if (isNew === "refused") return isNew;
  // Also what an earlier run began and did not end; some rows at a time, so that nobody waits for it.
  for (;;) {
    const { rows } = await pool.query<{ more: boolean }>("SELECT portcullis.purge_sealed($1, $2) AS more", [organization, rowsAtOnce]);
    if (!rows[0]?.more) break;
  }
  return isNew;
}

type Expired = { n: string; statement: string; signature: Buffer; at: Date; kept_since: Date };

/**
 * What was signed at this checkpoint, if this row is what was signed, and long enough ago by the signed time itself. The table alone proves
 * nothing: a root over a head that somebody wrote there would make their chain the true one.
 */
function signedHead(key: CheckpointKey, organization: string, { n, statement, signature, kept_since }: Expired): string | undefined {
  if (!key.verify(statement, signature)) return undefined;
  const said = JSON.parse(statement) as { format: string; organization: string; n: string; head: string; at: string };
  const isThis = said.format === checkpointFormat && said.organization === organization && said.n === n;
  return isThis && Date.parse(said.at) <= kept_since.getTime() ? said.head : undefined;
}

/**
 * The youngest checkpoint that the organization no longer keeps, unless the chain begins there already. What an earlier key has signed cannot be
 * checked here; it goes with the next one that this key signed.
 */
const expiredText = `
  SELECT c.n, c.statement, c.signature, portcullis.now() AS at,
    portcullis.now() - make_interval(months => greatest(o.retention_months, 6)) AS kept_since
  FROM portcullis.audit_checkpoint c, portcullis.organization o
  WHERE o.id = $1 AND c.organization_id = $1 AND c.key_id = $2 AND c.at < portcullis.now() - make_interval(months => greatest(o.retention_months, 6))
    AND c.n > coalesce((SELECT max(r.n) FROM portcullis.audit_root r WHERE r.organization_id = $1), 0)
  ORDER BY c.at DESC, c.n DESC LIMIT 1`;
