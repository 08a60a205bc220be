import type { RecordedCall } from "./recorded-call.ts";
import type { Replayer } from "./replayer.ts";

export type StoredCall = RecordedCall & { id: string; grantId: string; policyId: string | null; policyVersion: number | null };

/** Calls of one tool that the candidate would decide otherwise in one and the same way. */
export type ReplayGroup = {
  tool: string;
  change: "refused" | "allowed" | "unknown";
  reason: string;
  /** JSON pointer into the candidate. */
  rule: string;
  count: number;
  /** The newest of them. */
  examples: { id: string; at: Date; grantId: string; grantLabel: string; reason: string; argumentNames: readonly string[] }[];
};

type Counts = { judged: number; same: number; refused: number; allowed: number; unknown: number; groups: ReplayGroup[] };

/** Other organizations wait meanwhile. What is not judged by then is not: `judged` tells how many were. */
const judgeMsMax = 1_000;

/** Judges calls again, newest first, and counts where the answer would be another. `past` is the policy that a call was recorded under. */
export function replayCalls(calls: readonly StoredCall[], candidate: Replayer, past: (call: StoredCall) => Replayer | undefined): Counts {
  const counts = { judged: 0, same: 0, refused: 0, allowed: 0, unknown: 0 };
  const groups = new Map<string, ReplayGroup>();
  const until = performance.now() + judgeMsMax;
  for (const call of calls) {
    if (counts.judged % 50 === 49 && performance.now() > until) break;
    counts.judged++;
    const { effect, reason, rule } = candidate.judge(call, past(call));
    const change = effect === "unknown" ? "unknown" : effect === call.effect ? "same" : effect === "deny" ? "refused" : "allowed";
    counts[change]++;
    if (change === "same") continue;
    const key = JSON.stringify([call.tool, change, reason, rule]);
    const group = groups.get(key) ?? { tool: call.tool, change, reason, rule, count: 0, examples: [] };
    groups.set(key, group);
    group.count++;
    if (group.examples.length < examplesMax)
      group.examples.push({
        id: call.id,
        at: call.at,
        grantId: call.grantId,
        grantLabel: call.grant.label,
        reason: call.reason,
        argumentNames: call.argumentNames,
      });
  }
  return {
    ...counts,
    groups: [...groups.values()].sort((a, b) => order[a.change] - order[b.change] || b.count - a.count).slice(0, groupsMax),
  };
}

const order = { refused: 0, allowed: 1, unknown: 2 };
const examplesMax = 20;
const groupsMax = 300;
