import { z } from "zod";
import { requireFreshLogin } from "../account/fresh-login.ts";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id, Name } from "../fields.ts";
import { readInput } from "../input.ts";
import { recordOf } from "../server/headers.ts";
import { inOrganization } from "../transaction.ts";
import { sealTarget } from "./sealed.ts";
import {
  judgedUrl,
  lockedStream,
  requireFreeStreamName,
  type Stream,
  StreamHeaders,
  type StreamKind,
  StreamRecords,
  StreamUrl,
  streamOf,
  streamSelect,
} from "./stream.ts";

export const UpdateStreamInput = z.strictObject({
  id: Id,
  name: Name.optional(),
  records: StreamRecords.optional(),
  /** false pauses it: it goes on later from where it stopped. */
  enabled: z.boolean().optional(),
  /** Another target, whole: its headers are entered again with it. Left out, it stays. */
  target: z.strictObject({ url: StreamUrl, headers: StreamHeaders.default([]) }).optional(),
});
export type UpdateStreamInput = z.input<typeof UpdateStreamInput>;

/** Changes a stream; what is left out stays. Resuming and a new target try again at once. @throws ControlPlaneError not_found, invalid, conflict, fresh_login */
export async function updateStream(ctx: Context, input: UpdateStreamInput): Promise<Stream> {
  requireCapability(ctx.caller, "administer");
  const { id, target, ...asked } = readInput(UpdateStreamInput, input);
  if (target !== undefined) requireFreshLogin(ctx);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const before = await lockedStream(tx, ctx.caller, id);
    const { name = before.name, records = before.records, enabled = before.enabled } = asked;
    await requireFreeStreamName(tx, organizationId, name, id);
    const judged = target && judgedUrl(ctx, before.kind as StreamKind, target.url);
    const columns =
      target && judged
        ? {
            sealedTarget: sealTarget(ctx.keyring, { organizationId, id }, { url: judged.href, headers: recordOf(target.headers) }),
            targetHint: judged.host,
            headerNames: target.headers.map((header) => header.name),
          }
        : {};
    const row = await tx.stream.update({
      where: { organizationId_id: { organizationId, id } },
      data: {
        ...{ name, records, enabled, ...columns, updatedAt: ctx.clock() },
        // A batch that was begun is another one with other records in it.
        ...(records === before.records ? {} : { batchN: null }),
        ...(target || (enabled && !before.enabled) ? { nextAttemptAt: new Date(0), failures: 0, lastError: null, lastErrorAt: null } : {}),
      },
      select: streamSelect,
    });
    const plain = ({ name, records, enabled, targetHint, headerNames }: typeof before) => ({
      name,
      records,
      enabled,
      target: targetHint,
      headers: headerNames,
    });
    await recordAudit(tx, ctx, {
      ...{ action: "stream.update", target: { kind: "stream", id, name } },
      before: plain(before),
      after: { ...plain(row), ...(target ? { targetEnteredAgain: true } : {}) },
    });
    return streamOf(row);
  });
}
