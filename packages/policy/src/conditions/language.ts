import * as z from "zod";

/** Conditions as they stand in a document: `{ path, op, value }`, or `any`, `all`, `not` around others. */

export const operators = [
  "eq",
  "neq",
  "lt",
  "lte",
  "gt",
  "gte",
  "in",
  "not_in",
  "exists",
  "contains",
  "not_contains",
  "starts_with",
  "ends_with",
  "regex",
  "not_regex",
  "length_lte",
  "length_gte",
  "host_in",
  "host_not_in",
  "path_within",
  "path_not_within",
  "cidr_in",
  "cidr_not_in",
] as const;
export type Operator = (typeof operators)[number];

const NotNull = z.json().refine((value) => value !== null, "a value of null is never compared; say exists: false");
const listMax = 1_000;
const Texts = z.array(z.string().min(1)).min(1).max(listMax);
const fields = { path: z.string().min(1).max(512), timezone: z.string().optional() };
const leaf = <Op extends Operator, Value extends z.ZodType>(ops: readonly [Op, ...Op[]], value: Value) =>
  z.strictObject({ ...fields, op: z.enum(ops), value });

export const Comparison = z.discriminatedUnion("op", [
  leaf(["eq", "neq", "contains", "not_contains"], NotNull),
  leaf(["lt", "lte", "gt", "gte"], z.number()),
  leaf(["in", "not_in"], z.array(z.json()).min(1).max(listMax)),
  leaf(["exists"], z.boolean()),
  leaf(["starts_with", "ends_with"], z.string()),
  leaf(
    ["regex", "not_regex"],
    z.string().refine((pattern) => [...pattern].length <= 512, "a pattern has at most 512 characters"),
  ),
  leaf(["length_lte", "length_gte"], z.int().min(0)),
  leaf(["host_in", "host_not_in", "path_within", "path_not_within", "cidr_in", "cidr_not_in"], Texts),
]);
export type Comparison = z.infer<typeof Comparison>;

export type Condition = Comparison | { any: Condition[] } | { all: Condition[] } | { not: Condition };

const groupMax = 20;
export const Condition: z.ZodType<Condition, Condition> = z.lazy(() =>
  z.union([
    Comparison,
    z.strictObject({ any: z.array(Condition).min(1).max(groupMax) }),
    z.strictObject({ all: z.array(Condition).min(1).max(groupMax) }),
    z.strictObject({ not: Condition }),
  ]),
) as z.ZodType<Condition, Condition>;
