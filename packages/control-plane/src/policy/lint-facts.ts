import type { Tx } from "@portcullis/db";
import type { LintFacts } from "@portcullis/policy";
import type { Context } from "../caller.ts";
import { peopleOf } from "./people.ts";
import { toolFactsOf } from "./tool-facts.ts";

type Judged = { id: string; observingSince: Date | null; server: { id: string } };

/** What lint knows of a policy's server and of the people around it. Tools whose definition nobody has accepted are among it, and say so. */
export async function lintFactsOf(tx: Tx, { caller, clock }: Pick<Context, "caller" | "clock">, policy: Judged) {
  return {
    tools: await toolFactsOf(tx, caller, policy.server.id),
    observingDays: observingDaysOf(policy, clock()),
    people: await peopleOf(tx, caller, { policyId: policy.id }),
  } satisfies LintFacts;
}

/** Whole days for which the live version has only observed. */
export const observingDaysOf = ({ observingSince }: { observingSince: Date | null }, now: Date): number =>
  observingSince === null ? 0 : Math.floor((now.getTime() - observingSince.getTime()) / 86_400_000);
