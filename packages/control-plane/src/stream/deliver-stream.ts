import { type PoolClient, withOrgClient } from "@portcullis/db/runtime";
import type { Due, StreamDeliveryOptions } from "./delivery.ts";
import { type Batch, readBatch } from "./read-batch.ts";
import { openSecret, openTarget } from "./sealed.ts";
import { type Sent, sendBatch } from "./send.ts";

type Deps = StreamDeliveryOptions & Required<Pick<StreamDeliveryOptions, "backoffMs" | "random" | "clock">>;
type Leased = {
  kind: "webhook" | "otlp";
  records: string;
  format: string;
  sealed_target: string;
  sealed_secret: string | null;
  sealed_previous_secret: string | null;
  previous_valid: boolean;
  cursor_n: string;
  batch_n: string | null;
  failures: number;
};

/** Longer than one sending takes: whoever holds it and is gone holds nobody up for long. */
const leaseSeconds = 60;
/** Then others have their turn. */
const batchesMax = 50;

/**
 * Sends what waits for one stream, batch by batch, until nothing waits or a sending fails. The end of a batch is stored before its first
 * sending and the cursor after its success, so that a crash at any point repeats a batch and skips none.
 */
export async function deliverStream(deps: Deps, due: Due, closing: AbortSignal): Promise<void> {
  const lease = deps.newLease();
  const inOrg = <T>(fn: (client: PoolClient) => Promise<T>) => withOrgClient(deps.pool, due.organization_id, fn);
  for (let sent = 0; sent < batchesMax && !closing.aborted; sent++) {
    const begun = await inOrg((client) => beginBatch(client, due, lease));
    if (!begun) return;
    const { stream, batch } = begun;
    const answer: Sent = batch.events.length === 0 ? { ok: true, sentence: "" } : await send(deps, due, stream, batch);
    const goesOn = await inOrg((client) => (answer.ok ? keepSuccess : keepFailure)(client, { deps, due, lease, stream, batch, answer }));
    if (!goesOn) return;
  }
  await inOrg((client) =>
    client.query(
      "UPDATE portcullis.stream SET lease = NULL, leased_until = NULL, next_attempt_at = clock_timestamp() WHERE organization_id = $1 AND id = $2 AND lease = $3",
      [due.organization_id, due.id, lease],
    ),
  );
}

/** Takes or renews the lease and says what is to be sent; null when someone else has it, it is paused, or nothing waits. */
async function beginBatch(client: PoolClient, due: Due, lease: string): Promise<{ stream: Leased; batch: Batch } | null> {
  const key = [due.organization_id, due.id];
  const { rows } = await client.query<Leased>(
    `UPDATE portcullis.stream SET lease = $3, leased_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
     WHERE organization_id = $1 AND id = $2 AND enabled AND next_attempt_at <= clock_timestamp()
       AND (lease = $3 OR leased_until IS NULL OR leased_until < clock_timestamp())
     RETURNING kind, records, format, sealed_target, sealed_secret, sealed_previous_secret, previous_until > clock_timestamp() AS previous_valid,
       cursor_n, batch_n, failures`,
    [...key, lease],
  );
  const stream = rows[0];
  if (!stream) return null;
  const afterN = BigInt(stream.cursor_n);
  const untilN = stream.batch_n === null ? null : BigInt(stream.batch_n);
  const batch = await readBatch(client, { organizationId: due.organization_id, afterN, untilN, records: stream.records });
  if (!batch) {
    // What was begun and is gone from the record cannot be sent any more.
    await client.query(
      "UPDATE portcullis.stream SET lease = NULL, leased_until = NULL, next_attempt_at = clock_timestamp(), cursor_n = greatest(cursor_n, coalesce(batch_n, 0)), batch_n = NULL WHERE organization_id = $1 AND id = $2",
      key,
    );
    return null;
  }
  if (batch.lastN !== untilN)
    await client.query("UPDATE portcullis.stream SET batch_n = $3 WHERE organization_id = $1 AND id = $2", [...key, String(batch.lastN)]);
  return { stream, batch };
}

async function send({ keyring, dialer, clock, sendTimeoutMs }: Deps, due: Due, stream: Leased, batch: Batch): Promise<Sent> {
  const row = { organizationId: due.organization_id, id: due.id };
  try {
    const target = openTarget(keyring, row, stream.sealed_target);
    const secrets = [
      ...(stream.sealed_secret ? [openSecret(keyring, row, "sealed_secret", stream.sealed_secret)] : []),
      ...(stream.sealed_previous_secret && stream.previous_valid
        ? [openSecret(keyring, row, "sealed_previous_secret", stream.sealed_previous_secret)]
        : []),
    ];
    const { kind, format } = stream;
    const delivery = { id: batchId(due.id, batch), kind, format, streamId: due.id, secrets, events: batch.events, test: false };
    return await sendBatch({ dialer, organizationSlug: due.organization_slug, at: clock(), timeoutMs: sendTimeoutMs }, target, delivery);
  } catch {
    return { ok: false, sentence: "The stored target of this stream cannot be opened any more. Enter it again." };
  }
}

/** Names the span of the chain that a batch is, so that the same batch has the same id. */
const batchId = (streamId: string, { firstN, lastN }: Batch): string => `${streamId}.${firstN}-${lastN}`;

type End = { deps: Deps; due: Due; lease: string; stream: Leased; batch: Batch; answer: Sent };

async function keepSuccess(client: PoolClient, { due, lease, batch, answer }: End): Promise<boolean> {
  const refused = answer.refused ? answer.sentence : null;
  const { rows } = await client.query<{ enabled: boolean }>(
    `UPDATE portcullis.stream SET cursor_n = $4, batch_n = NULL, failures = 0, delivered = delivered + $5, last_error = $6,
       last_error_at = CASE WHEN $6::text IS NULL THEN NULL ELSE clock_timestamp() END,
       last_delivered_at = CASE WHEN $5 > 0 THEN clock_timestamp() ELSE last_delivered_at END
     WHERE organization_id = $1 AND id = $2 AND lease = $3 RETURNING enabled`,
    [due.organization_id, due.id, lease, String(batch.lastN), batch.events.length, refused],
  );
  return rows[0]?.enabled === true;
}

async function keepFailure(client: PoolClient, { deps, due, lease, stream, answer }: End): Promise<boolean> {
  const waitMs = answer.retryAfterMs ?? deps.backoffMs(stream.failures + 1) * (0.75 + deps.random() / 2);
  await client.query(
    `UPDATE portcullis.stream SET failures = failures + 1, last_error = $4, last_error_at = clock_timestamp(), lease = NULL, leased_until = NULL,
       next_attempt_at = clock_timestamp() + make_interval(secs => $5)
     WHERE organization_id = $1 AND id = $2 AND lease = $3`,
    [due.organization_id, due.id, lease, answer.sentence, waitMs / 1_000],
  );
  return false;
}
