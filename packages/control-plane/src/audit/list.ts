import { Prisma, type Tx } from "@portcullis/db";
import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id, Instant, PageSize } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";

export const AuditFilters = z.strictObject({
  actorId: Id.optional(),
  /** What was changed: `policy`, `grant`, … */
  kind: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional(),
  /** One action, as `policy.publish`. */
  action: z
    .string()
    .regex(/^[a-z_.]{1,60}$/)
    .optional(),
  targetId: z.string().min(1).max(100).optional(),
  from: Instant.optional(),
  /** Not included. */
  until: Instant.optional(),
});
export const ListAuditEventsInput = AuditFilters.extend({ limit: PageSize, /** Only older ones than this id. */ before: Id.optional() });
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
  /** How many saves of one editing stretch this row stands for; 1 for everything else. */
  saves: number;
  /** When the stretch began. */
  since: Date;
};

/**
 * Who changed what, newest first. The saves of a draft by one person, none of them half an hour after the one before and with nothing of
 * another kind at that draft in between, are one row: the last of them, with the number of all.
 */
export async function listAuditEvents(ctx: Context, input: ListAuditEventsInput = {}): Promise<AuditEvent[]> {
  requireCapability(ctx.caller, "administer");
  const query = readInput(ListAuditEventsInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, (tx) => readAuditEvents(tx, organizationId, query));
}

export function readAuditEvents(tx: Tx, organizationId: string, query: z.output<typeof ListAuditEventsInput>): Promise<AuditEvent[]> {
  return tx.$queryRaw<AuditEvent[]>`
    SELECT e.id, e.at, e.actor_id AS "actorId", e.actor_name AS "actorName", e.source, e.action, e.target_kind AS "targetKind",
      e.target_id AS "targetId", e.target_name AS "targetName", e.before, e.after,
      coalesce(nullif(s.saves, 0), 1)::integer AS saves, coalesce(s.since, e.at) AS since
    FROM portcullis.audit_event e
    LEFT JOIN LATERAL (${stretch}) s ON true
    WHERE e.organization_id = ${organizationId}::uuid AND ${Prisma.join(conditionsOf(query), " AND ")}
      AND (e.action <> ${folded} OR NOT EXISTS (${continuation}))
    ORDER BY e.id DESC LIMIT ${query.limit}`;
}

const folded = "policy.save_draft";
/** Saves further apart than this are two stretches. */
const pause = Prisma.sql`interval '30 minutes'`;
const stretchMax = 2_000;

/** The next event of the same draft, when it goes on with the same stretch. */
const continuation = Prisma.sql`
  SELECT 1 FROM (
    SELECT n.action, n.actor_id, n.at FROM portcullis.audit_event n
    WHERE n.organization_id = e.organization_id AND n.target_id = e.target_id AND n.id > e.id ORDER BY n.id LIMIT 1) n
  WHERE n.action = e.action AND n.actor_id IS NOT DISTINCT FROM e.actor_id AND n.at < e.at + ${pause}`;

/** All of a stretch, from its last event backwards: up to the first one that is of another kind, or too long before the next. */
const stretch = Prisma.sql`
  SELECT count(*) AS saves, min(w.at) AS since FROM (
    SELECT v.at, bool_or(NOT v.joins) OVER (ORDER BY v.id DESC) AS ended FROM (
      SELECT p.id, p.at, p.action = e.action AND p.actor_id IS NOT DISTINCT FROM e.actor_id
          AND coalesce(lead(p.at) OVER (ORDER BY p.id), e.at) < p.at + ${pause} AS joins
      FROM (SELECT id, at, action, actor_id FROM portcullis.audit_event p
        WHERE e.action = ${folded} AND p.organization_id = e.organization_id AND p.target_id = e.target_id AND p.id <= e.id ORDER BY p.id DESC LIMIT ${stretchMax}) p) v) w
  WHERE NOT w.ended`;

function conditionsOf({ actorId, kind, action, targetId, from, until, before }: z.output<typeof ListAuditEventsInput>): Prisma.Sql[] {
  return [
    Prisma.sql`true`,
    ...(actorId === undefined ? [] : [Prisma.sql`e.actor_id = ${actorId}::uuid`]),
    ...(kind === undefined ? [] : [Prisma.sql`e.target_kind = ${kind}`]),
    ...(action === undefined ? [] : [Prisma.sql`e.action = ${action}`]),
    ...(targetId === undefined ? [] : [Prisma.sql`e.target_id = ${targetId}`]),
    ...(from === undefined ? [] : [Prisma.sql`e.at >= ${from}`]),
    ...(until === undefined ? [] : [Prisma.sql`e.at < ${until}`]),
    ...(before === undefined ? [] : [Prisma.sql`e.id < ${before}::uuid`]),
  ];
}
