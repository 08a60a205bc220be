import { type JsonObject, objectMember, REQUEST_LIMITS, scan } from "@portcullis/protocol";
import { expect, test } from "vitest";
import type { Exchange } from "../exchange.ts";
import { paramsDigest, wordsDigest } from "./call-text.ts";

function exchange(sealed: string | undefined, upstreamState: string | undefined, amount = "1.0"): Exchange {
  const state = sealed === undefined ? "" : `,"requestState":${JSON.stringify(sealed)}`;
  const scanned = scan(Buffer.from(`{"params":{"name":"pay","arguments":{"amount":${amount}}${state}}}`), REQUEST_LIMITS);
  const params = scanned.ok ? objectMember(scanned.root as JsonObject, "params") : undefined;
  const message = { kind: "request", method: "tools/call", params, meta: undefined };
  return { message, view: { kind: "tool", name: "pay" }, upstreamState } as unknown as Exchange;
}
const of = (x: Exchange) => paramsDigest(x).toString("hex");

test("what a server asked to have brought back is part of the call, however it is sealed", () => {
  const [ten, same, thousands, none] = [
    exchange("pcr1.aaa", "confirm 10"),
    exchange("pcr1.bbb", "confirm 10"),
    exchange("pcr1.ccc", "confirm 10,000"),
    exchange(undefined, undefined),
  ].map(of);
  expect(ten).toBe(same);
  expect(new Set([ten, thousands, none]).size).toBe(3);
  expect(of(exchange(undefined, undefined, "1"))).not.toBe(none);
});

test("the words alone are the same before and after it is opened", () => {
  const digests = [exchange("pcr1.aaa", undefined), exchange("pcr1.aaa", "confirm 10"), exchange(undefined, undefined)].map((x) =>
    wordsDigest(x).toString("hex"),
  );
  expect(new Set(digests).size).toBe(1);
});
