import type { AttemptRow } from "@portcullis/control-plane/gateway";
import type { Exchange } from "../exchange.ts";
import { traceIdOf } from "../relay/trace.ts";
import { callDigest } from "./call-digest.ts";
import { decisionFields } from "./decision-fields.ts";

/** The record of a governed call as it is committed before its first byte leaves (security.md L3), or before its refusal is told. */
export function attemptOf(x: Exchange): AttemptRow {
  const { route, origin, toolDigests } = x.tenant!;
  return {
    ...decisionFields(x),
    ownerId: route.ownerId,
    upstreamOrigin: origin,
    toolDigest: x.view?.kind === "tool" ? (toolDigests.get(x.view.name) ?? null) : null,
    callDigest: callDigest(x),
    // Arguments by their class, where the organization keeps more than names, are put in here.
    argumentView: null,
    splices: x.upward?.splices ?? [],
    traceId: traceIdOf(x),
    recording: "guaranteed",
  };
}
