import { randomBytes } from "node:crypto";
import { parseKeyring, roleUrl } from "@portcullis/db/keys";
import { openPool, type Pool } from "@portcullis/db/runtime";
import { z } from "zod";
import { readInput } from "../input.ts";
import { risingIds } from "../uuid.ts";
import { Reason } from "./target.ts";

export type InstallationSwitch = { killed: boolean; reason: string | null; setAt: Date };
type Installation = { databaseUrl: string; rootKey: string };

const KillInstallationInput = z.strictObject({ reason: Reason });

/**
 * Refuses every call of every organization, on every gateway within a second. For the operator alone: it takes the root key, and the installation's
 * log says when and why.
 */
export async function killInstallation(installation: Installation, input: { reason: string }): Promise<InstallationSwitch> {
  const { reason } = readInput(KillInstallationInput, input);
  return asOperations(installation, (pool) => change(pool, true, reason));
}

/** Lets policies decide again. */
export const releaseInstallation = (installation: Installation): Promise<InstallationSwitch> =>
  asOperations(installation, (pool) => change(pool, false, null));

/** Whether the installation is stopped. */
export const installationSwitch = (installation: Installation): Promise<InstallationSwitch> =>
  asOperations(installation, async (pool) => (await pool.query<InstallationSwitch>(readText)).rows[0]!);

async function change(pool: Pool, killed: boolean, reason: string | null): Promise<InstallationSwitch> {
  const { rows } = await pool.query<InstallationSwitch>(changeText, [killed, reason, newId()]);
  // An installation that is as it was asked to be: nothing to write, nothing to log.
  return rows[0] ?? (await pool.query<InstallationSwitch>(readText)).rows[0]!;
}

// The log is purged by its ids, which begin with the time.
const newId = risingIds(() => new Date(), randomBytes);
const columns = `killed, reason, set_at AS "setAt"`;
const readText = `SELECT ${columns} FROM portcullis.installation_switch WHERE id = 1`;
const changeText = `
  WITH changed AS (UPDATE portcullis.installation_switch SET killed = $1, reason = $2 WHERE id = 1 AND killed <> $1 RETURNING ${columns}),
  logged AS (
    INSERT INTO portcullis.installation_log (id, source, kind, detail)
    SELECT $3::uuid, 'portcullis kill', CASE WHEN c.killed THEN 'installation_killed' ELSE 'installation_released' END, c.reason FROM changed c)
  SELECT * FROM changed`;

async function asOperations<T>({ databaseUrl, rootKey }: Installation, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = openPool({ url: roleUrl(databaseUrl, "pc_ops", parseKeyring(rootKey)), max: 1 });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}
