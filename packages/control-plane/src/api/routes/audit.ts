import { z } from "zod";
import { ListAuditEventsInput, listAuditEvents } from "../../audit/list.ts";
import { pageOf, type Route, route, Time, tagged } from "../route.ts";

const AuditEvent = z.object({
  id: z.uuid(),
  at: Time,
  actorId: z.uuid().nullable(),
  actorName: z.string(),
  source: z.string().nullable(),
  action: z.string(),
  targetKind: z.string(),
  targetId: z.string(),
  targetName: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  saves: z.int().describe("How many saves of one editing stretch this row stands for."),
  since: Time,
});

export const auditRoutes: readonly Route[] = tagged("Audit log", [
  route("GET /audit-events", "listAuditEvents", "audit:read", {
    summary: "Read who changed what, newest first.",
    input: ListAuditEventsInput.omit({ before: true }).extend({ cursor: ListAuditEventsInput.shape.before }),
    output: pageOf(AuditEvent),
    verb: async (ctx, { cursor, limit = 50, ...filter }) => {
      const items = await listAuditEvents(ctx, { ...filter, limit, before: cursor });
      return { items, next: items.length === limit ? (items.at(-1)?.id ?? null) : null };
    },
  }),
]);
