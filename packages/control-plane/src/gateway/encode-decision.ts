import type { DecisionRow } from "./decision-row.ts";

/**
 * A row as an element of `portcullis.decision_entry[]`, in PostgreSQL's text form of arrays and composite values (manual, 8.15 and 8.16),
 * its fields in the type's order. The database reads it in a third of the time that it takes to read the same as JSON.
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

const encodeObserved = ({ verdict, reason, rule }: NonNullable<DecisionRow["observed"]>) =>
  `${field(verdict)},${field(reason)},${field(rule)}`;

const encodeShadow = ({ policyId, policyName, policyVersion, effect, reason, rule }: NonNullable<DecisionRow["shadow"]>) =>
  `${field(policyId)},${field(policyName)},${policyVersion},${field(effect)},${field(reason)},${field(rule)}`;

/** A field within a row within an array: quoted, and its quotes escaped once more. No text between two commas is NULL. */
function field(value: string | null): string {
  if (value === null) return "";
  if (!special.test(value)) return `\\"${value}\\"`;
  return escaped(`"${escaped(storable(value))}"`);
}

/** An array within a row within an array. */
function names(values: readonly string[]): string {
  let list = "";
  for (const value of values) {
    if (list !== "") list += ",";
    list += special.test(value) ? escaped(escaped(`"${escaped(storable(value))}"`)) : `\\\\\\"${value}\\\\\\"`;
  }
  return `\\"{${list}}\\"`;
}

const escaped = (text: string): string => text.replace(/["\\]/g, "\\$&");

/** What a client says of itself may hold what PostgreSQL cannot store: NUL and lone surrogates. */
function storable(text: string): string {
  return Buffer.from(text.replaceAll("\0", "\ufffd")).toString(); // UTF-8 has no lone surrogates
}

const special = /["\\\0\ud800-\udfff]/;
