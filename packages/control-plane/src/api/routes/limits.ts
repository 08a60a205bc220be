import { z } from "zod";
import { ListLimitsInput, listLimits } from "../../limit/list.ts";
import { listOf, type Route, route, Time, tagged } from "../route.ts";

const Decimal = z.string().describe("An exact decimal.");

const LimitUse = z.object({
  key: z.string().describe("Names the counter."),
  counter: z.string(),
  scope: z.enum(["grant", "server", "organization"]),
  window: z.union([z.string(), z.number()]),
  rolling: z.boolean(),
  timezone: z.string(),
  unit: z.enum(["calls", "amount"]),
  used: Decimal,
  max: Decimal,
  worstCase: Decimal.describe("The most that any span as long as the window can hold."),
  resetsAt: Time.nullable(),
  serverSlug: z.string().nullable(),
  serverName: z.string().nullable(),
  grantId: z.uuid().nullable(),
  grantLabel: z.string().nullable(),
  grants: z.int().describe("Live grants that count here."),
  policyId: z.uuid(),
  policyName: z.string(),
  rule: z.string().describe("JSON pointer of the limit in the policy."),
});

export const limitRoutes: readonly Route[] = tagged("Limits", [
  route("GET /limits", "listLimits", "limits:read", {
    summary: "Read how far the limits of live policies are used up, the fullest first.",
    details: "Of all grants and servers, or of one. At most 2,000.",
    input: ListLimitsInput,
    output: listOf(LimitUse),
    verb: async (ctx, input) => ({ items: await listLimits(ctx, input) }),
  }),
]);
