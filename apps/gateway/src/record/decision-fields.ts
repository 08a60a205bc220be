import type { AttemptRow, DecisionRow } from "@portcullis/control-plane/gateway";
import type { Exchange } from "../exchange.ts";

export type DecisionFields = Omit<DecisionRow, "outcome" | "upstreamStatus" | "durationMs">;
/** What an attempt says beyond it. */
export type AttemptFields = Omit<AttemptRow, keyof DecisionFields>;

/** What is recorded of every decision, whatever becomes of it. */
export function decisionFields(x: Exchange): DecisionFields {
  return rowOf(x, NOTHING_MORE);
}

/** One object literal, for there is one with every call: spread into another, an object of so many members costs ten times as much. */
export function rowOf(x: Exchange, more: AttemptFields): AttemptRow {
  const { grant, route, snapshot } = x.tenant!;
  const { effect, reason, rule, message } = x.judgement;
  x.decisionId ??= x.deps.newId();
  return {
    organizationId: grant.organizationId,
    id: x.decisionId,
    grantId: grant.id,
    grantLabel: grant.label,
    serverId: route.serverId,
    serverSlug: route.serverSlug,
    method: methodOf(x),
    tool: x.view?.kind === "tool" ? cut(x.view.name, 256) : null,
    argumentNames: argumentNames(x),
    effect,
    reason,
    rule,
    message,
    policyId: snapshot?.policyId ?? null,
    policyName: snapshot?.name ?? null,
    policyVersion: snapshot?.version ?? null,
    era: x.era ?? null,
    protocolVersion: x.version === undefined ? null : cut(x.version, 64),
    clientName: x.client?.name === undefined ? null : cut(x.client.name, 100),
    clientVersion: x.client?.version === undefined ? null : cut(x.client.version, 100),
    sourceAddress: x.source === "" ? null : x.source,
    observed: observedOf(x),
    shadow: shadowOf(x),
    ownerId: more.ownerId,
    upstreamOrigin: more.upstreamOrigin,
    toolDigest: more.toolDigest,
    callDigest: more.callDigest,
    argumentView: more.argumentView,
    splices: more.splices,
    traceId: more.traceId,
    recording: more.recording,
  };
}

function observedOf({ judgement: { observed } }: Exchange): DecisionRow["observed"] {
  if (observed === undefined || observed.effect === "would_allow") return null;
  return { verdict: observed.effect, reason: observed.reason, rule: observed.rule };
}

function shadowOf({ shadow }: Exchange): DecisionRow["shadow"] {
  if (shadow === undefined) return null;
  const { policyId, name: policyName, version: policyVersion } = shadow.policy;
  const { effect, reason, rule } = shadow.decision;
  return { policyId, policyName, policyVersion, effect, reason, rule };
}

/** The JSON-RPC method where a message was read; else the HTTP method. */
function methodOf({ message, request }: Exchange): string {
  if (message === undefined) return request.method ?? "";
  return message.kind === "response" ? "response" : cut(message.method, 128);
}

/** Top-level names only: values are never recorded. */
function argumentNames({ view }: Exchange): readonly string[] {
  if (view === undefined || !("arguments" in view) || view.arguments?.kind !== "object") return NONE;
  const names: string[] = [];
  for (const name of view.arguments.members.keys()) {
    if (names.length === argumentNamesMax) break;
    names.push(cut(name, argumentNameLengthMax));
  }
  return names;
}

const cut = (text: string, lengthMax: number): string => (text.length > lengthMax ? text.slice(0, lengthMax) : text);

const NONE: readonly string[] = [];
const NOTHING_MORE: AttemptFields = {
  ownerId: null,
  upstreamOrigin: null,
  toolDigest: null,
  callDigest: null,
  argumentView: null,
  splices: NONE,
  traceId: null,
  recording: "guaranteed",
};
const argumentNamesMax = 50;
const argumentNameLengthMax = 100;
