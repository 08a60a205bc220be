import type { Tx } from "@portcullis/db";
import { parsePolicy, type ToolFacts } from "@portcullis/policy";
import type { StoredCall } from "./replay-calls.ts";
import { type Replayer, replayer } from "./replayer.ts";

type Wanted = { organizationId: string; policyId: string; serverId: string; callsMax: number };

/**
 * The newest recorded tool calls that a policy decided, or where it decided none, those of its server. Looks at no more than the newest 50,000
 * decisions of the organization.
 */
export async function readCalls(tx: Tx, { organizationId, policyId, serverId, callsMax }: Wanted) {
  const all = { organizationId };
  const last = await tx.decision.findFirst({ where: all, orderBy: { id: "desc" }, skip: searchedMax - 1, select: { id: true } });
  const where = { organizationId, serverId, method: "tools/call", tool: { not: null }, ...(last && { id: { gte: last.id } }) };
  const read = (narrowed: object) =>
    tx.decision.findMany({ where: { ...where, ...narrowed }, orderBy: { id: "desc" }, take: callsMax, select: columns });
  const own = await read({ policyId });
  const rows = own.length > 0 ? own : await read({});
  const tags = new Map(
    (await tx.accessGrant.findMany({ where: all, select: { id: true, tags: true } })).map((grant) => [grant.id, grant.tags]),
  );
  const calls = rows.map(
    ({ tool, approvalId, grantLabel, clientName, clientVersion, observed, observedReason, observedRule, ...row }): StoredCall => ({
      ...row,
      tool: tool ?? "",
      isApproved: row.effect === "allow" && approvalId !== null,
      effect: row.effect as StoredCall["effect"],
      grant: { label: grantLabel, tags: tags.get(row.grantId) ?? [] },
      client: { ...(clientName !== null && { name: clientName }), ...(clientVersion !== null && { version: clientVersion }) },
      observed: observed === null ? null : { reason: observedReason ?? "", rule: observedRule ?? "" },
    }),
  );
  return { of: own.length > 0 ? ("policy" as const) : ("server" as const), calls, more: rows.length === callsMax || last !== null };
}

const columns = {
  id: true,
  at: true,
  grantId: true,
  grantLabel: true,
  tool: true,
  argumentNames: true,
  effect: true,
  reason: true,
  rule: true,
  observed: true,
  observedReason: true,
  observedRule: true,
  policyId: true,
  policyVersion: true,
  approvalId: true,
  clientName: true,
  clientVersion: true,
} as const;
const searchedMax = 50_000;

/** The policies that recorded calls were decided by, as far as they are still there and compile; of many the newest. */
export async function recordedUnder(
  tx: Tx,
  { organizationId, calls, tools }: { organizationId: string; calls: readonly StoredCall[]; tools: readonly ToolFacts[] },
): Promise<(call: StoredCall) => Replayer | undefined> {
  const keys = new Map<string, { policyId: string; version: number }>();
  for (const { policyId, policyVersion } of calls) {
    if (policyId !== null && policyVersion !== null && keys.size < versionsMax)
      keys.set(`${policyId} ${policyVersion}`, { policyId, version: policyVersion });
  }
  const rows =
    keys.size === 0
      ? []
      : await tx.policyVersion.findMany({
          where: { organizationId, OR: [...keys.values()] },
          select: { policyId: true, version: true, document: true },
        });
  const replayers = new Map(rows.map(({ policyId, version, document }) => [`${policyId} ${version}`, readReplayer(document, tools)]));
  return ({ policyId, policyVersion }) => replayers.get(`${policyId} ${policyVersion}`);
}

function readReplayer(document: string, tools: readonly ToolFacts[]): Replayer | undefined {
  const parsed = parsePolicy(document);
  try {
    return parsed.ok ? replayer(parsed.policy, tools) : undefined;
  } catch {
    return undefined; // tools have changed since; it teaches nothing
  }
}

const versionsMax = 20;
