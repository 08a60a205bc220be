import { singleHeader, stringMember } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";

/**
 * M1: the trace headers that go upstream: the caller's trace with a span of the gateway's own. The context is taken from `_meta`, where it stays as it is, or
 * else from the headers; without one a trace begins here. (Not under the record's id: records are listed by id in the order they are made.)
 */
export function traceHeaders(x: Exchange): string[] {
  const { inMessage, parent } = callersTrace(x);
  const sent = ["traceparent", `00-${traceIdOf(x)}-${x.deps.newSpanId()}-${parent?.[2] ?? "00"}`];
  if (parent === null) return sent;
  const state = inMessage === undefined ? singleHeader(x.headers, "tracestate") : stringMember(metaOf(x), "tracestate");
  if (state !== undefined && TRACESTATE.test(state)) sent.push("tracestate", state);
  return sent;
}

/** The trace that the upstream sees, 32 hexadecimal digits: the record names it too. */
export function traceIdOf(x: Exchange): string {
  x.traceId ??= callersTrace(x).parent?.[1] ?? x.deps.newSpanId() + x.deps.newSpanId();
  return x.traceId;
}

function callersTrace(x: Exchange): { inMessage: string | undefined; parent: RegExpExecArray | null } {
  const inMessage = stringMember(metaOf(x), "traceparent");
  return { inMessage, parent: TRACEPARENT.exec(inMessage ?? singleHeader(x.headers, "traceparent") ?? "") };
}

const metaOf = ({ message }: Exchange) => (message === undefined || message.kind === "response" ? undefined : message.meta);

/** W3C trace context, version 00; ids of zeros are none. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;
const TRACESTATE = /^[\x21-\x7e][\x20-\x7e]{0,511}$/;
