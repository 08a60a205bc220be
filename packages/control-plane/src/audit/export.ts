import type { z } from "zod";
import { requireFreshLogin } from "../account/fresh-login.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { csvLine } from "../export/csv-line.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { AuditFilters, readAuditEvents } from "./list.ts";
import { recordAudit } from "./record.ts";

export const ExportAuditEventsInput = AuditFilters;
export type ExportAuditEventsInput = z.input<typeof AuditFilters>;

const pageSize = 1_000;
/** Beyond this a narrower span of time is asked for: an export is one answer. */
export const exportRowsMax = 50_000;

/**
 * The audit log as CSV (RFC 4180, UTF-8), newest first, page by page, each in a transaction of its own. Formulas are neutralized. That it was
 * taken, and by which filter, is on record before its first line goes out.
 */
export async function* exportAuditEvents(ctx: Context, input: ExportAuditEventsInput = {}): AsyncGenerator<string> {
  requireCapability(ctx.caller, "administer");
  requireFreshLogin(ctx);
  const filters = readInput(AuditFilters, input);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, (tx) =>
    recordAudit(tx, ctx, { action: "audit.export", target: { kind: "audit", id: organizationId }, after: { filter: written(filters) } }),
  );
  yield csvLine(["time", "actor", "actor_id", "source", "action", "target_kind", "target", "target_id", "saves", "before", "after", "id"]);
  let before: string | undefined;
  for (let rows = 0; rows < exportRowsMax; rows += pageSize) {
    const query = { ...filters, limit: pageSize, before };
    const page = await inOrganization(ctx, organizationId, (tx) => readAuditEvents(tx, organizationId, query));
    for (const event of page) {
      const { at, actorName, actorId, source, action, targetKind, targetName, targetId, saves, id } = event;
      const sides = [event.before, event.after].map((side) => (side === null ? "" : JSON.stringify(side)));
      yield csvLine([at.toISOString(), actorName, actorId, source, action, targetKind, targetName, targetId, String(saves), ...sides, id]);
    }
    before = page.at(-1)?.id;
    if (page.length < pageSize) return;
  }
}

/** The filter as the log keeps it: what was not asked for is not there, and points in time are text. null: everything. */
function written(filters: z.output<typeof AuditFilters>): Record<string, string> | null {
  const asked = Object.entries(filters).filter(([, value]) => value !== undefined);
  if (asked.length === 0) return null;
  return Object.fromEntries(asked.map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]));
}
