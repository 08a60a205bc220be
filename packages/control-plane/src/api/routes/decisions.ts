import { z } from "zod";
import { GetDecisionInput, getDecision } from "../../decision/get.ts";
import { ListDecisionsInput, searchDecisions } from "../../decision/list.ts";
import { pageOf, type Route, route, Time, tagged } from "../route.ts";

const Effect = z.enum(["allow", "deny"]);

export const Decision = z.object({
  id: z.uuid(),
  at: Time,
  grantId: z.uuid(),
  grantLabel: z.string(),
  serverSlug: z.string(),
  method: z.string(),
  tool: z.string().nullable(),
  argumentNames: z.array(z.string()),
  effect: Effect,
  reason: z.string(),
  rule: z.string().describe("JSON pointer into the policy version that decided."),
  message: z.string().nullable(),
  policyId: z.uuid().nullable(),
  policyName: z.string().nullable(),
  policyVersion: z.int().nullable(),
  era: z.string().nullable(),
  protocolVersion: z.string().nullable(),
  clientName: z.string().nullable(),
  clientVersion: z.string().nullable(),
  upstreamStatus: z.int().nullable(),
  outcome: z.string().describe("`pending` until what became of the call is known."),
  durationMs: z.number(),
  sourceAddress: z.string().nullable(),
  observed: z.object({ verdict: z.string(), reason: z.string(), rule: z.string() }).nullable(),
  shadow: z.object({ policyName: z.string(), policyVersion: z.int(), effect: Effect, reason: z.string(), rule: z.string() }).nullable(),
});

export const decisionRoutes: readonly Route[] = tagged("Decisions", [
  route("GET /decisions", "listDecisions", "decisions:read", {
    summary: "Search the decision log, newest first.",
    details: "With a filter a page may be short, or empty, and still have a `next`: a request looks at no more than 50,000 decisions.",
    input: ListDecisionsInput.omit({ before: true, after: true }).extend({ cursor: ListDecisionsInput.shape.before }),
    output: pageOf(Decision),
    verb: async (ctx, { cursor, ...filter }) => {
      const { decisions: items, next } = await searchDecisions(ctx, { ...filter, before: cursor });
      return { items, next };
    },
  }),
  route("GET /decisions/{id}", "getDecision", "decisions:read", {
    summary: "Read a decision.",
    input: GetDecisionInput,
    output: Decision,
    verb: getDecision,
  }),
]);
