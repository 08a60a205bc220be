import { Prisma, type Tx } from "@portcullis/db";
import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id, Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { firstId } from "./filter.ts";
import { foldDecisions } from "./fold.ts";
import { latencyEdges, percentile } from "./latency.ts";

export const DecisionTrendsInput = z.strictObject({
  span: z.enum(["hour", "day", "week", "month"]).default("day"),
  grantId: Id.optional(),
  serverSlug: Slug.optional(),
});
export type DecisionTrendsInput = z.input<typeof DecisionTrendsInput>;

export type TrendPoint = {
  /** When the span of this point begins. */
  at: Date;
  calls: number;
  refused: number;
  /** Of those refused, by a limit. */
  limited: number;
  /** What an observing policy would not have let pass. */
  observed: number;
  /** Where a shadow policy said otherwise. */
  disagreed: number;
  /** Milliseconds; null without a call. */
  median: number | null;
  p95: number | null;
};
export type DecisionTrends = {
  pointSeconds: number;
  points: TrendPoint[];
  /** False while older calls are still being added up; ask again in a moment. */
  complete: boolean;
};

const spans = {
  hour: { seconds: 3_600, pointSeconds: 60 },
  day: { seconds: 86_400, pointSeconds: 1_800 },
  week: { seconds: 7 * 86_400, pointSeconds: 3 * 3_600 },
  month: { seconds: 30 * 86_400, pointSeconds: 12 * 3_600 },
};

/**
 * Calls over time, in points of equal length up to now. Spans longer than an hour are read from sums of quarters of an hour, which this verb
 * brings up to date first, and the newest rows; at most 100,000 rows of the log are read.
 */
export async function decisionTrends(ctx: Context, input: DecisionTrendsInput = {}): Promise<DecisionTrends> {
  requireCapability(ctx.caller, "read");
  const { span, grantId, serverSlug } = readInput(DecisionTrendsInput, input);
  const { organizationId } = ctx.caller;
  const { seconds, pointSeconds } = spans[span];
  const now = ctx.clock();
  const last = Math.floor(now.getTime() / 1_000 / pointSeconds) * pointSeconds;
  const first = last - seconds + pointSeconds;
  const summed = span !== "hour";
  const folded = summed ? await foldDecisions(ctx) : true;
  const rows = await inOrganization(ctx, organizationId, async (tx) => {
    const filter = { organizationId, grantId, serverSlug, from: new Date(first * 1_000), pointSeconds };
    if (!summed) return { older: [], newer: await unsummed(tx, filter, firstId(new Date((first - slowestSeconds) * 1_000))) };
    const mark = await tx.decisionRollupMark.findFirst({ where: { organizationId }, select: { until: true } });
    const until = mark?.until ?? firstId(filter.from);
    return { older: (await summedUp(tx, filter)).flatMap(perClass), newer: await unsummed(tx, filter, until) };
  });
  const points = new Map<number, Sums>();
  for (let at = first; at <= last; at += pointSeconds) points.set(at, { ...noCalls, classes: [] });
  for (const row of [...rows.older, ...rows.newer]) {
    const point = points.get(row.at.getTime() / 1_000);
    if (point) add(point, row);
  }
  return { pointSeconds, complete: folded, points: [...points].map(([at, sums]) => pointOf(at, sums)) };
}

/** A call may take so long, and is recorded at its end under an id from its beginning. */
const slowestSeconds = 16 * 60;
const newestMax = 100_000;

type Filter = { organizationId: string; grantId?: string; serverSlug?: string; from: Date; pointSeconds: number };
type Row = { at: Date; effect: string; class: number; calls: number; limited: number; observed: number; disagreed: number };
type Sums = { calls: number; refused: number; limited: number; observed: number; disagreed: number; classes: number[] };
const noCalls = { calls: 0, refused: 0, limited: 0, observed: 0, disagreed: 0 };

const narrowed = ({ grantId, serverSlug }: Filter) => Prisma.sql`
  ${grantId === undefined ? Prisma.empty : Prisma.sql`AND grant_id = ${grantId}::uuid`}
  ${serverSlug === undefined ? Prisma.empty : Prisma.sql`AND server_slug = ${serverSlug}`}`;

const unsummed = (tx: Tx, filter: Filter, sinceId: string) => tx.$queryRaw<Row[]>`
  SELECT date_bin(make_interval(secs => ${filter.pointSeconds}), at, 'epoch') AS at, effect, portcullis.latency_class(duration_ms) AS class,
    count(*)::int AS calls, (count(*) FILTER (WHERE reason = 'limit_exceeded'))::int AS limited, count(observed)::int AS observed,
    (count(*) FILTER (WHERE shadow_effect <> effect))::int AS disagreed
  FROM (
    SELECT at, method, effect, reason, observed, shadow_effect, duration_ms, grant_id, server_slug FROM portcullis.decision
    WHERE organization_id = ${filter.organizationId}::uuid AND id >= ${sinceId}::uuid ORDER BY id DESC LIMIT ${newestMax}) AS newest
  WHERE portcullis.is_call(method, effect) AND at >= ${filter.from} ${narrowed(filter)}
  GROUP BY 1, 2, 3`;

type Summed = Omit<Row, "class"> & { classes: number[] };

// Each class by its own sum: taking a hundred thousand arrays apart takes ten times as long.
const classSums = Prisma.raw(Array.from({ length: latencyEdges.length + 1 }, (_, index) => `sum(latency[${index + 1}])::int`).join(", "));

const summedUp = (tx: Tx, filter: Filter) => tx.$queryRaw<Summed[]>`
  SELECT date_bin(make_interval(secs => ${filter.pointSeconds}), bucket, 'epoch') AS at, effect, ARRAY[${classSums}] AS classes,
    sum(calls)::int AS calls, sum(limited)::int AS limited, sum(observed)::int AS observed, sum(disagreed)::int AS disagreed
  FROM portcullis.decision_rollup
  WHERE organization_id = ${filter.organizationId}::uuid AND bucket >= ${filter.from} ${narrowed(filter)}
  GROUP BY 1, 2`;

/** As rows of one class each; what is not counted by class goes with the first. */
const perClass = ({ classes, ...sums }: Summed): Row[] =>
  classes.map((calls, index) =>
    index === 0 ? { ...sums, class: 1, calls } : { at: sums.at, effect: sums.effect, class: index + 1, calls, ...nothingElse },
  );
const nothingElse = { limited: 0, observed: 0, disagreed: 0 };

function add(sums: Sums, row: Row): void {
  sums.calls += row.calls;
  if (row.effect === "deny") sums.refused += row.calls;
  sums.limited += row.limited;
  sums.observed += row.observed;
  sums.disagreed += row.disagreed;
  // Refusals cost next to nothing and would hide how long servers take.
  if (row.effect === "allow") sums.classes[row.class - 1] = (sums.classes[row.class - 1] ?? 0) + row.calls;
}

const pointOf = (at: number, { classes, ...sums }: Sums): TrendPoint => ({
  at: new Date(at * 1_000),
  ...sums,
  median: percentile(classes, 0.5),
  p95: percentile(classes, 0.95),
});
