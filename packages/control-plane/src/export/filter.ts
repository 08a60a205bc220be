import { Prisma } from "@portcullis/db";
import { z } from "zod";
import { firstId } from "../decision/filter.ts";
import { Id, Instant, Slug } from "../fields.ts";
import { formatNames } from "./formats/formats.ts";

/** What of the record is wanted. Filters on calls leave out changes, which have none of these. */
export const ExportEventsInput = z.strictObject({
  format: z.enum(formatNames, "Choose a format.").default("jsonl"),
  records: z.enum(["all", "calls", "changes"]).default("all"),
  /** Not before this moment. */
  from: Instant.optional(),
  /** Before this moment; until now, where it is left out. */
  to: Instant.optional(),
  serverSlug: Slug.optional(),
  grantId: Id.optional(),
  tool: z.string().min(1).max(300).optional(),
  effect: z.enum(["allow", "deny"]).optional(),
  outcome: z.string().min(1).max(40).optional(),
});
export type ExportEventsInput = z.input<typeof ExportEventsInput>;
export type ExportEventsQuery = z.output<typeof ExportEventsInput>;

/** A span beyond this takes a narrower one, or a stream. */
export const exportEventsMax = 1_000_000;

export const wantsCalls = ({ records }: ExportEventsQuery): boolean => records !== "changes";
export const wantsChanges = ({ records, serverSlug, grantId, tool, effect, outcome }: ExportEventsQuery): boolean =>
  records !== "calls" && [serverSlug, grantId, tool, effect, outcome].every((value) => value === undefined);

/** Ids begin with the time: the span as conditions on ids of the table `alias`. */
export function spanSql(alias: string, { from, to }: Pick<ExportEventsQuery, "from" | "to">): Prisma.Sql {
  const id = Prisma.raw(`${alias}.id`);
  const lower = from === undefined ? Prisma.empty : Prisma.sql` AND ${id} >= ${firstId(from)}::uuid`;
  const upper = to === undefined ? Prisma.empty : Prisma.sql` AND ${id} < ${firstId(to)}::uuid`;
  return Prisma.sql`${lower}${upper}`;
}

/** What calls are narrowed to, as conditions on the view `d`. */
export function callFilterSql({ serverSlug, grantId, tool, effect, outcome }: ExportEventsQuery): Prisma.Sql {
  const conditions = [
    serverSlug === undefined ? [] : [Prisma.sql`d.server_slug = ${serverSlug}`],
    grantId === undefined ? [] : [Prisma.sql`d.grant_id = ${grantId}::uuid`],
    tool === undefined ? [] : [Prisma.sql`d.tool = ${tool}`],
    effect === undefined ? [] : [Prisma.sql`d.effect = ${effect}`],
    outcome === undefined ? [] : [Prisma.sql`d.outcome = ${outcome}`],
  ].flat();
  return conditions.length === 0 ? Prisma.empty : Prisma.sql` AND ${Prisma.join(conditions, " AND ")}`;
}

/** The filter as the logs keep it: points in time are text, what was not asked for is not there. */
export const written = (query: ExportEventsQuery): Prisma.InputJsonObject =>
  Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value instanceof Date ? value.toISOString() : value]],
    ),
  );
