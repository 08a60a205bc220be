import { type PoolClient, withOrgClient } from "@portcullis/db/runtime";
import type { ChannelKind } from "../channel/channel.ts";
import { type Attempt, deliver } from "../channel/deliver.ts";
import { openColumn, openSecrets } from "../channel/sealed.ts";
import type { Due, NoticeDeliveryOptions } from "./delivery.ts";
import type { Message } from "./message.ts";
import { readMessage } from "./read-message.ts";
import { type Next, takeNext } from "./take-next.ts";

type Deps = NoticeDeliveryOptions & Required<Pick<NoticeDeliveryOptions, "backoffMs" | "random" | "clock">>;
type Leased = {
  kind: ChannelKind;
  sealed_target: string;
  sealed_secret: string | null;
  sealed_previous_secret: string | null;
  previous_valid: boolean | null;
  failures: number;
};
type Begun = { channel: Leased; next: Next; message: Message };

/** Longer than one sending takes: whoever holds it and is gone holds nobody up for long. */
const leaseSeconds = 60;
/** Then others have their turn. */
const messagesMax = 20;
/** A receiver that says no is not asked for ever. */
const refusalsMax = 5;
/** What is bound to no request has its time too. */
const ageMsMax = 86_400_000;

/**
 * Sends what waits for one channel, one message after the other, until nothing waits or a sending fails. What came of it is written down
 * after each, so that a crash in between sends a message twice, under the same id, and loses none.
 */
export async function deliverChannel(deps: Deps, due: Due, closing: AbortSignal): Promise<void> {
  const lease = deps.newId();
  const inOrg = <T>(fn: (client: PoolClient) => Promise<T>) => withOrgClient(deps.pool, due.organization_id, fn);
  for (let sent = 0; sent < messagesMax && !closing.aborted; sent++) {
    const begun = await inOrg((client) => begin(client, deps, due, lease));
    if (!begun) return;
    const answer = await send(deps, due, begun);
    await inOrg((client) => (answer.ok ? keepSuccess : keepFailure)(client, { deps, due, lease, begun, answer }));
    if (!answer.ok) return;
  }
  await inOrg((client) => letGo(client, due, lease));
}

/** Takes or renews the lease and says what is to be sent; null when someone else has it, it is off or pauses, or nothing waits. */
async function begin(client: PoolClient, deps: Deps, due: Due, lease: string): Promise<Begun | null> {
  const { rows } = await client.query<Leased>(
    `UPDATE portcullis.notification_channel SET lease = $3, leased_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
     WHERE organization_id = $1 AND id = $2 AND enabled AND (next_attempt_at <= clock_timestamp() OR failed_at < clock_timestamp() - interval '30 seconds')
       AND (lease = $3 OR leased_until IS NULL OR leased_until < clock_timestamp())
     RETURNING kind, sealed_target, sealed_secret, sealed_previous_secret, previous_until > clock_timestamp() AS previous_valid, failures`,
    [due.organization_id, due.channel_id, lease],
  );
  const channel = rows[0];
  if (!channel) return null;
  const next = await takeNext(client, due.organization_id, due.channel_id, deps.newId);
  if (next) return { channel, next, message: await readMessage(client, due.organization_id, next, deps.dashboardUrl) };
  await letGo(client, due, lease);
  return null;
}

async function send({ keyring, dialer, mailer, clock, sendTimeoutMs }: Deps, due: Due, { channel, message }: Begun): Promise<Attempt> {
  const row = { organizationId: due.organization_id, id: due.channel_id };
  const { kind, sealed_target, sealed_secret: secret, sealed_previous_secret: previous, previous_valid } = channel;
  try {
    const target = openColumn(keyring, row, "sealed_target", sealed_target);
    const secrets = openSecrets(keyring, row, { secret, previous, isPreviousValid: previous_valid === true });
    return await deliver({ dialer, mailer, at: clock(), timeoutMs: sendTimeoutMs }, { kind, target, secrets, message });
  } catch {
    return {
      ok: false,
      sentence: "The stored target of this channel cannot be opened any more. Enter it again.",
      durationMs: 0,
      isRefusal: true,
    };
  }
}

type End = { deps: Deps; due: Due; lease: string; begun: Begun; answer: Attempt };

async function keepSuccess(client: PoolClient, { due, lease, begun: { next }, answer }: End): Promise<void> {
  await client.query(
    `UPDATE portcullis.notice SET state = 'sent', sent_at = clock_timestamp(), attempts = attempts + 1,
       result = CASE WHEN id = $2 THEN $3 ELSE 'Told in a summary.' END
     WHERE organization_id = $1 AND (id = $2 OR summary_id = $2) AND state = 'waiting'`,
    [due.organization_id, next.id, answer.sentence],
  );
  await client.query(
    `UPDATE portcullis.notification_channel SET failures = 0, failed_at = NULL, next_attempt_at = clock_timestamp()
     WHERE organization_id = $1 AND id = $2 AND lease = $3`,
    [due.organization_id, due.channel_id, lease],
  );
}

async function keepFailure(client: PoolClient, { deps, due, lease, begun: { channel, next }, answer }: End): Promise<void> {
  const isOver =
    (answer.isRefusal && next.attempts + 1 >= refusalsMax) ||
    (next.requestId === null && deps.clock().getTime() - next.at.getTime() > ageMsMax);
  await client.query(
    `UPDATE portcullis.notice SET attempts = attempts + 1, result = CASE WHEN id = $2 THEN $3 ELSE result END,
       state = CASE WHEN $4 THEN 'failed' ELSE state END
     WHERE organization_id = $1 AND (id = $2 OR summary_id = $2) AND state = 'waiting'`,
    [due.organization_id, next.id, answer.sentence, isOver],
  );
  // What was given up holds up nothing behind it.
  const waitMs = isOver ? 0 : (answer.retryAfterMs ?? deps.backoffMs(channel.failures + 1) * (0.75 + deps.random() / 2));
  await client.query(
    `UPDATE portcullis.notification_channel SET failures = CASE WHEN $5 THEN 0 ELSE failures + 1 END,
       failed_at = CASE WHEN $5 THEN NULL ELSE clock_timestamp() END, lease = NULL, leased_until = NULL,
       next_attempt_at = clock_timestamp() + make_interval(secs => $4)
     WHERE organization_id = $1 AND id = $2 AND lease = $3`,
    [due.organization_id, due.channel_id, lease, waitMs / 1_000, isOver],
  );
}

const letGo = (client: PoolClient, due: Due, lease: string) =>
  client.query(
    "UPDATE portcullis.notification_channel SET lease = NULL, leased_until = NULL WHERE organization_id = $1 AND id = $2 AND lease = $3",
    [due.organization_id, due.channel_id, lease],
  );
