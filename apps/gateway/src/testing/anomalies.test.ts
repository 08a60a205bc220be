import { expect, test } from "vitest";
import { anomaliesOf } from "./anomalies.ts";
import type { History } from "./history.ts";

const clean: History = {
  arrivals: [{ traceId: "a", at: 1_010 }],
  answers: [{ traceId: "a", answered: true }],
  acknowledgements: [{ policyId: "p", version: 2, at: 900 }],
  attempts: [
    {
      id: "1",
      traceId: "a",
      at: 1_000,
      effect: "allow",
      policyId: "p",
      policyVersion: 2,
      ownOutcome: null,
      limits: [{ name: "calls", max: "2", after: "1" }],
      approvalId: "r",
      needsApproval: true,
    },
    { id: "2", traceId: "b", at: 1_001, effect: "allow", policyId: "p", policyVersion: 2, ownOutcome: null, limits: [], approvalId: null },
    {
      id: "3",
      traceId: "c",
      at: 1_002,
      effect: "deny",
      policyId: "p",
      policyVersion: 2,
      ownOutcome: "refused",
      limits: [],
      approvalId: null,
    },
  ],
  outcomes: [
    { id: "1", isLate: false, outcome: "ok" },
    { id: "2", isLate: false, outcome: "unknown" },
    { id: "2", isLate: true, outcome: "not_sent" },
  ],
  reservations: [
    { id: "1", key: "k", amount: "1.000000", windowStart: 0, state: "taken" },
    { id: "2", key: "k", amount: "1.000000", windowStart: 0, state: "refunded" },
  ],
  counters: [{ key: "k", name: "calls", windowStart: 0, used: "1.000000" }],
  approvals: [{ id: "r", approvedAt: 999, usesAllowed: 1 }],
  uses: [{ requestId: "r", n: 1, attemptId: "1", at: 1_000 }],
};

test("a clean run has no anomalies", () => {
  expect(anomaliesOf(clean)).toEqual([]);
});

const [first, second, third] = clean.attempts as [History["attempts"][0], History["attempts"][0], History["attempts"][0]];
const [taken, refunded] = clean.reservations as [History["reservations"][0], History["reservations"][0]];
const broken: [string, Partial<History>, RegExp][] = [
  ["received without a record", { arrivals: [...clean.arrivals, { traceId: "x", at: 1 }] }, /^L3: x reached/],
  ["received though refused", { arrivals: [...clean.arrivals, { traceId: "c", at: 1_010 }] }, /^L2: c/],
  ["received twice", { arrivals: [...clean.arrivals, ...clean.arrivals] }, /2 times and was admitted 1 times/],
  ["recorded after it arrived", { arrivals: [{ traceId: "a", at: 990 }] }, /^L3: a was recorded 10/],
  ["no outcome", { outcomes: clean.outcomes.slice(1) }, /^AU-1: 1 was admitted and has 0/],
  ["two outcomes", { outcomes: [...clean.outcomes, clean.outcomes[0]!] }, /^AU-1: 1 was admitted and has 2/],
  ["an outcome of nothing", { outcomes: [...clean.outcomes, { id: "9", isLate: false, outcome: "ok" }] }, /9 has no attempt/],
  ["an outcome of a refusal", { outcomes: [...clean.outcomes, { id: "3", isLate: false, outcome: "ok" }] }, /3 has an outcome of its own/],
  [
    "a late outcome after a true one",
    { outcomes: [...clean.outcomes, { id: "1", isLate: true, outcome: "ok" }] },
    /late outcome after "ok"/,
  ],
  ["not sent, and received", { arrivals: [...clean.arrivals, { traceId: "b", at: 1_010 }] }, /2 is recorded as not sent and reached/],
  ["answered, and never received", { arrivals: [{ traceId: "z", at: 1 }] }, /1 is recorded as answered/],
  ["answered without a record", { answers: [{ traceId: "y", answered: true }] }, /^AU-2: y/],
  ["a refund of a call that ran", { reservations: [{ ...taken, state: "refunded" }, refunded] }, /1 got its limits back/],
  ["no refund of a call that never left", { reservations: [taken, { ...refunded, state: "taken" }] }, /2 was not sent and its limits/],
  ["a reservation of a refusal", { reservations: [taken, refunded, { ...taken, id: "3" }] }, /3, which was refused/],
  ["a reservation of nothing", { reservations: [taken, refunded, { ...taken, id: "8" }] }, /8, which has no attempt/],
  ["a counter that lost count", { counters: [{ ...clean.counters[0]!, used: "2.000000" }] }, /^L4: counter calls holds 2/],
  [
    "above the maximum",
    { attempts: [{ ...first, limits: [{ name: "calls", max: "2", after: "2.000001" }] }, second, third] },
    /^L4: 1 was admitted as 2.000001 of 2/,
  ],
  ["without its approval", { attempts: [{ ...first, approvalId: null }, second, third], uses: [] }, /^L5: 1 was admitted without/],
  ["under a name alone", { attempts: [{ ...first, needsApproval: false }, second, third], uses: [] }, /^L5: 1 names an approval/],
  ["used twice", { uses: [...clean.uses, { ...clean.uses[0]!, n: 2, attemptId: "2" }] }, /^L5: r was used 2 times and given for 1/],
  ["used before", { approvals: [{ ...clean.approvals[0]!, approvedAt: 1_001 }] }, /^L5: r was used before/],
  ["used and never given", { approvals: [{ id: "r", approvedAt: null, usesAllowed: 0 }] }, /^L5: r was used before/],
  ["used by a refusal", { uses: [...clean.uses, { requestId: "q", n: 1, attemptId: "3", at: 1_002 }] }, /^L5: a use of q belongs to 3/],
  ["under an old version", { attempts: [{ ...first, policyVersion: 1 }, second, third] }, /^L9: 1 was admitted under version 1/],
];

test.each(broken)("%s", (_, change, said) => {
  expect(anomaliesOf({ ...clean, ...change }).join("\n")).toMatch(new RegExp(said.source, "m"));
});
