import type { RecordedCall } from "./recorded-call.ts";
import type { Replayer, Verdict } from "./replayer.ts";

export type StoredCall = RecordedCall & { id: string; grantId: string; policyId: string | null; policyVersion: number | null };

/** Calls of one tool that the candidate would decide otherwise in one and the same way. */
export type ReplayGroup = {
  tool: string;
  change: "refused" | "held" | "allowed" | "unknown";
  /** Of calls that would be held, who could approve them; part of a sentence. */
  approvers?: string;
  reason: string;
  /** JSON pointer into the candidate. */
  rule: string;
  count: number;
  /** The newest of them. */
  examples: { id: string; at: Date; grantId: string; grantLabel: string; reason: string; argumentNames: readonly string[] }[];
};

type Counts = { judged: number; same: number; refused: number; held: number; allowed: number; unknown: number; groups: ReplayGroup[] };

/** Other organizations wait meanwhile. What is not judged by then is not: `judged` tells how many were. */
const judgeMsMax = 1_000;

/** Judges calls again, newest first, and counts where the answer would be another. `past` is the policy that a call was recorded under. */
export function replayCalls(calls: readonly StoredCall[], candidate: Replayer, past: (call: StoredCall) => Replayer | undefined): Counts {
  const counts = { judged: 0, same: 0, refused: 0, held: 0, allowed: 0, unknown: 0 };
  const groups = new Map<string, ReplayGroup>();
  const until = performance.now() + judgeMsMax;
  for (const call of calls) {
    if (counts.judged % 50 === 49 && performance.now() > until) break;
    counts.judged++;
    const verdict = candidate.judge(call, past(call));
    const { reason, rule, approvers } = verdict;
    const [was, is] = [recordedAs(call), endOf(verdict)];
    const change = is === was ? "same" : is;
    counts[change]++;
    if (change === "same") continue;
    const key = JSON.stringify([call.tool, change, reason, rule]);
    const group = groups.get(key) ?? { tool: call.tool, change, reason, rule, ...(approvers && { approvers }), count: 0, examples: [] };
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

/** A call that waits is neither refused nor allowed, also one that people have approved since. */
const recordedAs = (call: StoredCall) => (call.isApproved ? "held" : endOf(call));
const endOf = ({ effect, reason }: Pick<Verdict, "effect" | "reason">): ReplayGroup["change"] =>
  effect === "unknown" ? "unknown" : effect === "allow" ? "allowed" : reason === "approval_required" ? "held" : "refused";

const order = { refused: 0, held: 1, allowed: 2, unknown: 3 };
const examplesMax = 20;
const groupsMax = 300;
