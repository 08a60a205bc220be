import { type AttemptRow, viewArguments } from "@portcullis/control-plane/gateway";
import { objectMember } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { traceIdOf } from "../relay/trace.ts";
import { callDigest } from "./call-digest.ts";
import { rowOf } from "./decision-fields.ts";

/** The record of a governed call as it is committed before its first byte leaves (security.md L3), or before its refusal is told. */
export function attemptOf(x: Exchange): AttemptRow {
  const { route, origin, toolDigests } = x.tenant!;
  x.decisionId ??= x.deps.newId();
  return rowOf(x, {
    ownerId: route.ownerId,
    upstreamOrigin: origin,
    toolDigest: x.view?.kind === "tool" ? (toolDigests.get(x.view.name) ?? null) : null,
    callDigest: callDigest(x),
    argumentView: viewOfArguments(x, x.decisionId),
    splices: x.upward?.splices ?? [],
    traceId: traceIdOf(x),
    recording: "guaranteed",
  });
}

/** The arguments by their class, where the organization keeps more than their names. */
function viewOfArguments(x: Exchange, attemptId: string): string | null {
  const { grant, route, toolFacts } = x.tenant!;
  if (route.values.values === "names" || x.message?.kind !== "request") return null;
  const { view } = x;
  const facts = view?.kind === "tool" ? toolFacts.find(({ name }) => name === view.name) : undefined;
  const given = objectMember(x.message.params, "arguments");
  return viewArguments(route.values, given, facts?.inputSchema, { organizationId: grant.organizationId, attemptId });
}
