import type { Pool } from "@portcullis/db/runtime";
import type { CheckpointKey } from "./checkpoint-key.ts";

/** A second place for checkpoints, out of the database's reach. Each line is one checkpoint, as `verify` reads it. */
export type CheckpointSink = (lines: readonly string[]) => Promise<void>;

/** A statement about a chain with its signature; `statement` is signed byte for byte as it stands here. */
export type SignedStatement = { statement: string; key: string; signature: string };

export const checkpointFormat = "portcullis/checkpoint/1";

/**
 * Signs the head of every chain that has grown since it was signed last. The second place comes first: what the database then says can be
 * held against it, also when this process ends in between.
 *
 * @param pool of the role pc_sealer
 * @returns how many were signed; null when another process is at it
 */
export async function writeCheckpoints(pool: Pool, key: CheckpointKey, sinks: readonly CheckpointSink[]): Promise<number | null> {
  const client = await pool.connect();
  let broken = true;
  try {
    const { rows: lock } = await client.query<{ mine: boolean }>("SELECT pg_try_advisory_lock(2, 2) AS mine");
    if (!lock[0]?.mine) {
      broken = false;
      return null;
    }
    await client.query("INSERT INTO portcullis.audit_key (id, public_key) VALUES ($1, $2) ON CONFLICT DO NOTHING", [key.id, key.publicKey]);
    let signed = 0;
    for (;;) {
      const { rows } = await client.query<{ id: string; n: string; head: Buffer; at: Date }>(
        `SELECT organization_id AS id, n, head, portcullis.now() AS at FROM portcullis.audit_chain WHERE n > checkpoint_n
         ORDER BY organization_id LIMIT ${organizationsMax}`,
      );
      const at = rows[0]?.at;
      if (at === undefined) break;
      const statements = rows.map(({ id, n, head }) => statementOf(id, n, head, at));
      const signatures = statements.map((statement) => key.sign(statement));
      const lines = statements.map((statement, index) => lineOf(statement, key, signatures[index] as Buffer));
      for (const sink of sinks) await sink(lines);
      await client.query("SELECT portcullis.checkpoint($1, $2, $3, $4, $5, $6)", [
        rows.map(({ id }) => id),
        rows.map(({ n }) => n),
        at,
        statements,
        key.id,
        signatures,
      ]);
      signed += rows.length;
      if (rows.length < organizationsMax) break;
    }
    await client.query("SELECT pg_advisory_unlock(2, 2)");
    broken = false;
    return signed;
  } finally {
    // A connection that still holds the lock is closed, which lets it go.
    client.release(broken);
  }
}

const organizationsMax = 500;

const statementOf = (organization: string, n: string, head: Buffer, at: Date) =>
  JSON.stringify({ format: checkpointFormat, organization, n, head: head.toString("hex"), count: n, at: at.toISOString() });

/** One line of JSON, as files and receivers get it. */
export const lineOf = (statement: string, key: CheckpointKey, signature: Buffer): string =>
  JSON.stringify({ statement, key: key.id, signature: signature.toString("base64") } satisfies SignedStatement);
