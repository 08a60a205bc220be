import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id, PageSize } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";

export const ListAuditEventsInput = z.strictObject({ limit: PageSize, /** Only older ones than this id. */ before: Id.optional() });
export type ListAuditEventsInput = z.input<typeof ListAuditEventsInput>;

export type AuditEvent = {
  id: string;
  at: Date;
  actorId: string | null;
  actorName: string;
  source: string | null;
  action: string;
  targetKind: string;
  targetId: string;
  targetName: string | null;
  before: unknown;
  after: unknown;
};

/** Who changed what, newest first. */
export async function listAuditEvents(ctx: Context, input: ListAuditEventsInput = {}): Promise<AuditEvent[]> {
  requireCapability(ctx.caller, "administer");
  const { limit, before } = readInput(ListAuditEventsInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, (tx) =>
    tx.auditEvent.findMany({
      where: { organizationId, ...(before === undefined ? {} : { id: { lt: before } }) },
      orderBy: { id: "desc" },
      take: limit,
      omit: { organizationId: true },
    }),
  );
}
