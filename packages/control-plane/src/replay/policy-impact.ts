import { type CompiledPolicy, compile, PolicyError, parsePolicy, type ToolFacts } from "@portcullis/policy";
import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { DocumentText, Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { type EffectiveTool, effectiveTools } from "../inventory/effective.ts";
import { ownedPolicy } from "../policy/owned.ts";
import { toolFactsOf } from "../policy/tool-facts.ts";
import { inOrganization } from "../transaction.ts";
import { readCalls, recordedUnder } from "./read-calls.ts";
import { type ReplayGroup, replayCalls } from "./replay-calls.ts";
import { replayer } from "./replayer.ts";

export const PolicyImpactInput = z.strictObject({
  policyId: Id,
  /** Left out: the stored draft, or without one the live text. */
  document: DocumentText.optional(),
  /** The newest recorded calls that are judged again, at most. */
  calls: z.int().min(1).max(20_000).default(5_000),
});
export type PolicyImpactInput = z.input<typeof PolicyImpactInput>;

export type ToolChange = {
  tool: string;
  category: string;
  /** null: no live version, every call was denied. */
  before: EffectiveTool | null;
  after: EffectiveTool;
};

export type PolicyImpact = {
  liveVersion: number | null;
  observing: { before: boolean; after: boolean };
  tools: { total: number; changes: ToolChange[] };
  replay: {
    /** Calls that this policy decided; where it has decided none, all calls of its server. */
    of: "policy" | "server";
    judged: number;
    /** When the oldest of them was made; null without any. */
    since: Date | null;
    /** There are older calls that were not judged. */
    more: boolean;
    same: number;
    refused: number;
    /** Would wait for approval. */
    held: number;
    allowed: number;
    unknown: number;
    groups: ReplayGroup[];
  };
};

/**
 * What a document would change: for each tool of the server, and for calls that were made. Changes nothing.
 * @throws ControlPlaneError invalid for a document that does not compile
 */
export async function policyImpact(ctx: Context, input: PolicyImpactInput): Promise<PolicyImpact> {
  requireCapability(ctx.caller, "read");
  const { policyId, document, calls: callsMax } = readInput(PolicyImpactInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const policy = await ownedPolicy(tx, ctx.caller, policyId);
    const tools = await toolFactsOf(tx, ctx.caller, policy.server.id);
    const live = await tx.policyVersion.findFirst({
      where: { organizationId, policyId, version: policy.liveVersion ?? 0 },
      select: { document: true },
    });
    const text = document ?? policy.draft ?? live?.document ?? "";
    const candidate = readable(text, tools);
    const before = live ? effectiveTools(live.document, tools) : null;
    const after = effectiveTools(text, tools);
    const { of, calls, more } = await readCalls(tx, { organizationId, policyId, serverId: policy.server.id, callsMax });
    const past = await recordedUnder(tx, { organizationId, calls, tools });
    const replayed = replayCalls(calls, replayer(candidate, tools), past);
    return {
      liveVersion: policy.liveVersion,
      observing: { before: before?.observing ?? false, after: after?.observing ?? false },
      tools: { total: tools.length, changes: changesOf(tools, live === null ? null : before, after) },
      replay: {
        of,
        more: more || replayed.judged < calls.length,
        since: calls[replayed.judged - 1]?.at ?? null,
        ...replayed,
      },
    };
  });
}

type Effective = ReturnType<typeof effectiveTools>;

function changesOf(tools: readonly ToolFacts[], before: Effective, after: Effective): ToolChange[] {
  return tools.flatMap(({ name, category = "unclassified" }, index): ToolChange[] => {
    const [was, is] = [before?.tools[index] ?? null, after?.tools[index]];
    if (!is || (was ? was.state === is.state : is.state === "denied")) return [];
    return [{ tool: name, category, before: was, after: is }];
  });
}

function readable(text: string, tools: readonly ToolFacts[]): Parameters<typeof compile>[0] {
  const parsed = parsePolicy(text);
  const findings = parsed.ok ? compileProblems(parsed.policy, tools) : parsed.findings.filter(({ severity }) => severity === "error");
  if (parsed.ok && findings.length === 0) return parsed.policy;
  throw new ControlPlaneError("invalid", "The document has errors. Put them right to see what it would change.", {
    issues: findings.map(({ pointer, message }) => ({ pointer, message })),
  });
}

function compileProblems(policy: Parameters<typeof compile>[0], tools: readonly ToolFacts[]) {
  try {
    const _: CompiledPolicy = compile(policy, tools);
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.findings;
    throw error;
  }
}
