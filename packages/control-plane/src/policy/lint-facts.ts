import type { Tx } from "@portcullis/db";
import type { LintFacts } from "@portcullis/policy";
import type { Context } from "../caller.ts";
import { toolFactsOf } from "./tool-facts.ts";

type Judged = { id: string; liveVersion: number | null; observingSince: Date | null; server: { id: string } };

/**
 * What lint knows of a policy's server. Publishing is the review: a tool first seen after the live version was published is one that
 * nobody had before their eyes when they chose the selectors.
 */
export async function lintFactsOf(tx: Tx, { caller, clock }: Pick<Context, "caller" | "clock">, policy: Judged) {
  const where = { organizationId: caller.organizationId, policyId: policy.id, version: policy.liveVersion ?? 0 };
  const live = await tx.policyVersion.findFirst({ where, select: { publishedAt: true } });
  return {
    tools: await toolFactsOf(tx, caller, policy.server.id, live?.publishedAt),
    observingDays: observingDaysOf(policy, clock()),
  } satisfies LintFacts;
}

/** Whole days for which the live version has only observed. */
export const observingDaysOf = ({ observingSince }: { observingSince: Date | null }, now: Date): number =>
  observingSince === null ? 0 : Math.floor((now.getTime() - observingSince.getTime()) / 86_400_000);
