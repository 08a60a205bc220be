import { z } from "zod";
import { requireFreshLogin } from "../account/fresh-login.ts";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Name } from "../fields.ts";
import { readInput } from "../input.ts";
import { recordOf } from "../server/headers.ts";
import { inOrganization } from "../transaction.ts";
import { sealSecret, sealTarget } from "./sealed.ts";
import { newSigningSecret } from "./signature.ts";
import {
  judgedUrl,
  requireFreeStreamName,
  type Stream,
  StreamFormat,
  StreamHeaders,
  StreamRecords,
  StreamUrl,
  streamKinds,
  streamOf,
  streamSelect,
} from "./stream.ts";

export const CreateStreamInput = z.strictObject({
  kind: z.enum(streamKinds, "Choose a kind."),
  name: Name,
  url: StreamUrl,
  headers: StreamHeaders.default([]),
  records: StreamRecords.default("all"),
  /** What a webhook's events look like; OTLP has a form of its own. */
  format: StreamFormat.default("json"),
  /** `beginning`: all that the record still has goes first. */
  from: z.enum(["now", "beginning"]).default("now"),
});
export type CreateStreamInput = z.input<typeof CreateStreamInput>;

const streamsMax = 10;

/**
 * Adds a stream. Its target is sealed; the secret that signs a webhook's deliveries is made here and shown this once.
 * @throws ControlPlaneError invalid, conflict, fresh_login
 */
export async function createStream(ctx: Context, input: CreateStreamInput): Promise<{ stream: Stream; secret: string | null }> {
  requireCapability(ctx.caller, "administer");
  requireFreshLogin(ctx);
  const { kind, name, url, headers, records, format, from } = readInput(CreateStreamInput, input);
  const judged = judgedUrl(ctx, kind, url);
  const { organizationId, userId: createdBy } = ctx.caller;
  const row = { organizationId, id: ctx.newId() };
  const secret = kind === "webhook" ? newSigningSecret(ctx.random) : null;
  const columns = {
    sealedTarget: sealTarget(ctx.keyring, row, { url: judged.href, headers: recordOf(headers) }),
    targetHint: judged.host,
    headerNames: headers.map((header) => header.name),
    ...(secret === null ? {} : { sealedSecret: sealSecret(ctx.keyring, row, "sealed_secret", secret) }),
  };
  return inOrganization(ctx, organizationId, async (tx) => {
    if ((await tx.stream.count({ where: { organizationId } })) >= streamsMax)
      throw new ControlPlaneError("conflict", `An organization has at most ${streamsMax} streams. Delete one first.`);
    await requireFreeStreamName(tx, organizationId, name);
    const chain = await tx.auditChain.findUnique({ where: { organizationId }, select: { n: true } });
    const made = await tx.stream.create({
      data: {
        ...row,
        ...{ kind, name, records, format: kind === "otlp" ? "json" : format, createdBy },
        ...columns,
        cursorN: from === "now" ? (chain?.n ?? 0n) : 0n,
      },
      select: streamSelect,
    });
    const after = { kind, name, target: columns.targetHint, headers: columns.headerNames, records, format: made.format, from };
    await recordAudit(tx, ctx, { action: "stream.create", target: { kind: "stream", id: row.id, name }, after });
    return { stream: streamOf(made), secret };
  });
}
