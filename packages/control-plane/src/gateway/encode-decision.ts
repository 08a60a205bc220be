import { field, names } from "./composite-text.ts";
import type { DecisionRow } from "./decision-row.ts";

/**
 * A row as an element of `portcullis.decision_entry[]`, its fields in the type's order.
 */
export function encodeDecision(row: DecisionRow): string {
  const { observed, shadow } = row;
  const before = `"(${field(row.id)},${field(row.grantId)},${field(row.grantLabel)},${field(row.serverId)},${field(row.serverSlug)}`;
  const call = `${field(row.method)},${field(row.tool)},${names(row.argumentNames)}`;
  const decision = `${field(row.effect)},${field(row.reason)},${field(row.rule)},${field(row.message)}`;
  const policy = `${field(row.policyId)},${field(row.policyName)},${row.policyVersion ?? ""}`;
  const client = `${field(row.era)},${field(row.protocolVersion)},${field(row.clientName)},${field(row.clientVersion)}`;
  const outcome = `${row.upstreamStatus ?? ""},${field(row.outcome)},${row.durationMs},${field(row.sourceAddress)}`;
  const aside = `${observed === null ? ",," : encodeObserved(observed)},${shadow === null ? ",,,,," : encodeShadow(shadow)}`;
  return `${before},${call},${decision},${policy},${client},${outcome},${aside})"`;
}

export const encodeObserved = ({ verdict, reason, rule }: NonNullable<DecisionRow["observed"]>) =>
  `${field(verdict)},${field(reason)},${field(rule)}`;

export const encodeShadow = ({ policyId, policyName, policyVersion, effect, reason, rule }: NonNullable<DecisionRow["shadow"]>) =>
  `${field(policyId)},${field(policyName)},${policyVersion},${field(effect)},${field(reason)},${field(rule)}`;
