import type { Prisma } from "@portcullis/db";
import { z } from "zod";
import { Id, Instant, Slug } from "../fields.ts";

const Part = z.string().trim().min(1).max(100);

/** What a list of decisions can be narrowed to. */
export const decisionFilter = {
  grantId: Id.optional(),
  serverSlug: Slug.optional(),
  /** The whole name. */
  tool: z.string().min(1).max(300).optional(),
  /** A part of the tool's name, of the grant's label or of the method, in any case. */
  search: Part.optional(),
  effect: z.enum(["allow", "deny"]).optional(),
  reason: z.string().min(1).max(100).optional(),
  method: z.string().min(1).max(128).optional(),
  /** A part of the client's name, in any case. */
  client: Part.optional(),
  /** true: what a policy decides and what was refused; the protocol's own traffic is left out. */
  calls: z.boolean().optional(),
  /** Only those that wait, or waited, for a person, or only the others. */
  held: z.boolean().optional(),
  /** Only those that an observing policy would have answered otherwise, or only the others. */
  observed: z.boolean().optional(),
  /** Only those on which the shadow policy disagrees, or only those on which it agrees. */
  disagreement: z.boolean().optional(),
  /** Not before this moment. */
  from: Instant.optional(),
  /** Before this moment. */
  to: Instant.optional(),
};
type Filter = z.output<z.ZodObject<typeof decisionFilter>>;

/** The filter as a condition on rows; undefined where it leaves out nothing. Times are bounds on ids: see {@link idRange}. */
export function whereOf({
  search,
  client,
  calls,
  held,
  observed,
  disagreement,
  from,
  to,
  ...exact
}: Filter): Prisma.DecisionWhereInput | undefined {
  const conditions: Prisma.DecisionWhereInput[] = Object.entries(exact).flatMap(([column, value]) =>
    value === undefined ? [] : [{ [column]: value }],
  );
  if (search !== undefined) conditions.push({ OR: [{ tool: holds(search) }, { grantLabel: holds(search) }, { method: holds(search) }] });
  if (client !== undefined) conditions.push({ clientName: holds(client) });
  if (calls !== undefined) conditions.push(calls ? { OR: [{ method: { in: callMethods } }, { effect: "deny" }] } : protocolTraffic);
  if (held !== undefined) conditions.push({ outcome: held ? "held" : { not: "held" } });
  if (observed !== undefined) conditions.push({ observed: observed ? { not: null } : null });
  if (disagreement !== undefined) conditions.push({ OR: disagreement ? disagreeing : agreeing });
  return conditions.length === 0 ? undefined : { AND: conditions };
}

/** The methods that a policy decides, as `portcullis.is_call` of the database knows them. */
export const callMethods = ["tools/call", "prompts/get", "resources/read", "resources/subscribe", "completion/complete"];
const protocolTraffic = { method: { notIn: callMethods }, effect: "allow" };

/** Bounds on ids, which begin with the time in milliseconds. */
export const idRange = ({ from, to }: Pick<Filter, "from" | "to">) => ({
  ...(from && { gte: firstId(from) }),
  ...(to && { lt: firstId(to) }),
});

/** The smallest UUIDv7 of a moment. */
export function firstId(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, "0").slice(-12);
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

const holds = (part: string) => ({ contains: part.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" as const });

const disagreeing = [
  { effect: "allow", shadowEffect: "deny" },
  { effect: "deny", shadowEffect: "allow" },
];
const agreeing = [
  { effect: "allow", shadowEffect: "allow" },
  { effect: "deny", shadowEffect: "deny" },
];
