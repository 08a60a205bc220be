import type { ApprovalState } from "@portcullis/control-plane/gateway";
import { expect, test, vi } from "vitest";
import { type Held, HeldCalls } from "./held-calls.ts";

const organizationId = "00000000-0000-4000-8000-000000000001";
function held(approvalId: string, mark?: string) {
  const ends: unknown[] = [];
  const one: Held = { organizationId, approvalId, mark, decided: (state) => ends.push(state), cancelled: () => ends.push("cancelled") };
  return { one, ends };
}
function calls(states: Record<string, ApprovalState>, lookMs = 20) {
  const asked: string[][] = [];
  const errors: unknown[] = [];
  const store = {
    isAway: false,
    async approvalStates(_: string, ids: readonly string[]) {
      asked.push([...ids]);
      if (store.isAway) throw new Error("away");
      return new Map(ids.flatMap((id) => (states[id] === undefined ? [] : [[id, states[id]] as const])));
    },
  };
  return { asked, errors, store, heldCalls: new HeldCalls({ store, lookMs, onError: (error) => errors.push(error) }) };
}

test("a call is woken when its approval is not pending any more, and not before", async () => {
  const states: Record<string, ApprovalState> = { a: "pending", b: "pending" };
  const { asked, heldCalls } = calls(states, 60_000);
  const [a, b] = [held("a"), held("b")];
  heldCalls.add(a.one);
  heldCalls.add(b.one);
  heldCalls.told(organizationId, "c");
  expect(asked).toEqual([]);
  heldCalls.told(organizationId, "a");
  await vi.waitFor(() => expect(asked).toEqual([["a"]]));
  expect(a.ends).toEqual([]);
  states.a = "approved";
  heldCalls.told(organizationId, "a");
  await vi.waitFor(() => expect(a.ends).toEqual(["approved"]));
  expect(b.ends).toEqual([]);
  heldCalls.close();
});

test("a lost notification costs a look; a database that is away is asked again; a request that is gone wakes too", async () => {
  const states: Record<string, ApprovalState> = { a: "pending", b: "pending" };
  const { asked, errors, store, heldCalls } = calls(states);
  const [a, b] = [held("a"), held("b")];
  heldCalls.add(a.one);
  heldCalls.add(b.one);
  await vi.waitFor(() => expect(asked[0]).toEqual(["a", "b"]));
  store.isAway = true;
  await vi.waitFor(() => expect(errors.length).toBeGreaterThan(0));
  states.a = "refused";
  delete states.b;
  store.isAway = false;
  await vi.waitFor(() => expect([a.ends[0], b.ends.length > 0 && b.ends[0]]).toEqual(["refused", undefined]));
  heldCalls.close();
});

test("who is not held any more is neither asked about nor woken", async () => {
  const { asked, heldCalls } = calls({ a: "approved" });
  const a = held("a", "m");
  heldCalls.add(a.one)();
  heldCalls.told(organizationId, "a");
  expect(heldCalls.cancel("m")).toBe(false);
  heldCalls.add(held("b").one);
  await vi.waitFor(() => expect(asked[0]).toEqual(["b"]));
  expect(a.ends).toEqual([]);
  heldCalls.close();
});

test("a cancellation meets its call, also one that it has overtaken", async () => {
  const { heldCalls } = calls({ a: "pending" });
  const [first, second, third] = [held("a", "m1"), held("a", "m2"), held("a", "m3")];
  heldCalls.add(first.one);
  expect(heldCalls.cancel("m1")).toBe(true);
  expect(first.ends).toEqual(["cancelled"]);
  heldCalls.cancelledElsewhere("m2");
  heldCalls.add(second.one);
  heldCalls.add(third.one);
  await vi.waitFor(() => expect(second.ends).toEqual(["cancelled"]));
  expect(third.ends).toEqual([]);
  heldCalls.close();
});
