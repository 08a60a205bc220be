import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id, PageSize } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";

export const ListKillHistoryInput = z.strictObject({ limit: PageSize, /** Only older ones than this id. */ before: Id.optional() });
export type ListKillHistoryInput = z.input<typeof ListKillHistoryInput>;

/** One stop or release, as the audit log has it. */
export type KillEvent = {
  id: string;
  at: Date;
  actorName: string;
  action: "kill.set" | "kill.release";
  /** What it was about, as `server zabbix`. */
  target: string;
  reason: string | null;
};

/** What was stopped and released, the latest first: from the audit log, so it needs the right to read that. */
export async function listKillHistory(ctx: Context, input: ListKillHistoryInput = {}): Promise<KillEvent[]> {
  requireCapability(ctx.caller, "administer");
  const { limit, before } = readInput(ListKillHistoryInput, input);
  const { organizationId } = ctx.caller;
  const rows = await inOrganization(ctx, organizationId, (tx) =>
    tx.auditEvent.findMany({
      where: { organizationId, action: { in: ["kill.set", "kill.release"] }, ...(before === undefined ? {} : { id: { lt: before } }) },
      orderBy: { id: "desc" },
      take: limit,
      select: { id: true, at: true, actorName: true, action: true, targetName: true, before: true, after: true },
    }),
  );
  return rows.map(({ action, targetName, before: was, after, ...row }) => ({
    ...row,
    action: action as KillEvent["action"],
    target: targetName ?? "",
    reason: reasonIn(after) ?? reasonIn(was),
  }));
}

const reasonIn = (side: unknown): string | null => {
  const reason = typeof side === "object" && side !== null && "reason" in side ? side.reason : null;
  return typeof reason === "string" ? reason : null;
};
