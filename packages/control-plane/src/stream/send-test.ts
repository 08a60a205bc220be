import { SealError } from "@portcullis/upstream";
import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError, notFound } from "../errors.ts";
import type { RecordedEvent } from "../export/recorded-event.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { openSecret, openTarget } from "./sealed.ts";
import { sendBatch } from "./send.ts";
import type { StreamKind } from "./stream.ts";

export const TestStreamInput = z.strictObject({ id: Id });
export type TestStreamInput = z.input<typeof TestStreamInput>;

/** What came of a test: a sentence, and how long it took. */
export type StreamTest = { ok: boolean; sentence: string; durationMs: number };

/** Sends one event that says it is a test, signed as the others, and tells what came of it. The stream's place does not move. */
export async function testStream(ctx: Context, input: TestStreamInput): Promise<StreamTest> {
  requireCapability(ctx.caller, "administer");
  const { id } = readInput(TestStreamInput, input);
  const { organizationId, organizationSlug } = ctx.caller;
  const row = await inOrganization(ctx, organizationId, (tx) =>
    tx.stream.findFirst({
      where: { organizationId, id },
      select: { kind: true, name: true, format: true, sealedTarget: true, sealedSecret: true },
    }),
  );
  if (!row) throw notFound("stream");
  const start = performance.now();
  const event = await testEvent(ctx, id, row.name);
  const { ok, sentence } = await sendBatch({ dialer: ctx.dialer, organizationSlug, at: ctx.clock() }, ...parcelOf(ctx, id, row, event));
  await inOrganization(ctx, organizationId, (tx) =>
    recordAudit(tx, ctx, { action: "stream.test", target: { kind: "stream", id, name: row.name }, after: { delivered: ok } }),
  );
  return { ok, sentence, durationMs: Math.round(performance.now() - start) };
}

async function testEvent({ caller, newId, clock, ...ctx }: Context, streamId: string, name: string): Promise<RecordedEvent> {
  const person = await inOrganization(ctx, caller.organizationId, (tx) =>
    tx.userAccount.findUnique({ where: { id: caller.userId }, select: { name: true } }),
  );
  return {
    ...{ event_id: newId(), type: "change", sequence: null, time: clock(), organization_id: caller.organizationId },
    ...{ actor_id: caller.userId, actor_name: person?.name ?? "", source_address: caller.source ?? null, action: "stream.test" },
    ...{ target_kind: "stream", target_id: streamId, target_name: name, before: null, after: null },
  };
}

type Row = { kind: string; format: string; sealedTarget: string; sealedSecret: string | null };

function parcelOf({ caller: { organizationId }, keyring }: Context, id: string, stream: Row, event: RecordedEvent) {
  const row = { organizationId, id };
  try {
    const { kind, format, sealedTarget, sealedSecret } = stream;
    const secrets = sealedSecret ? [openSecret(keyring, row, "sealed_secret", sealedSecret)] : [];
    const delivery = {
      ...{ id: `${id}.test-${event.event_id}`, kind: kind as StreamKind, format, streamId: id },
      secrets,
      events: [event],
      test: true,
    };
    return [openTarget(keyring, row, sealedTarget), delivery] as const;
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    throw new ControlPlaneError("conflict", "The stored target of this stream cannot be opened any more. Enter it again.", {
      cause: error,
    });
  }
}
