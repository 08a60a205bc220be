import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "../testing/fixture.ts";
import { call, decisionIn, environmentFor, post } from "../testing/harness.ts";
import { type Bug, plantedGateway } from "../testing/planted.ts";

// security.md EF-19: whatever fails at a place where the engine or the admission is asked, the call is denied and not forwarded.
let f: Fixture;
beforeAll(async () => {
  const limits = [{ counter: "calls", window: "day", max: 1_000 }];
  f = await fixture({ document: { version: "1", default: "allow", tools: { read: { limits } } } });
});
beforeEach(() => {
  f.upstream.received.length = 0;
});
afterAll(() => f?.close());

const judge = "apps/gateway/src/enforce/judge.ts";
const admission = "apps/gateway/src/admit/admission.ts";
const failing = 'throw new Error("fail point");';
const places: (Bug & { what: string })[] = [
  { what: "evaluate", file: judge, from: "  return evaluate(compiled, {", to: `  ${failing}\n  return evaluate(compiled, {` },
  { what: "the policy's clock", file: judge, from: "x.deps.freshness.databaseNow()", to: `(() => { ${failing} })()` },
  {
    what: "the deadline",
    file: "apps/gateway/src/enforce/send-deadline.ts",
    from: "  if (x.handedAt !== undefined && !may",
    to: `  ${failing}\n  if (x.handedAt !== undefined && !may`,
  },
  {
    what: "freshness",
    file: judge,
    from: "return tenants.isCurrent(x.tenant!) && freshness.isFresh() ?",
    to: `${failing}\n  return tenants.isCurrent(x.tenant!) && freshness.isFresh() ?`,
  },
  {
    what: "the admission, at once",
    file: admission,
    from: "[await store.admit(requestOf(x))]",
    to: `((): never => { ${failing} })()`,
  },
  {
    what: "the admission, later",
    file: admission,
    from: "[await store.admit(requestOf(x))]",
    to: '[await Promise.reject<AdmitVerdict>(new Error("fail point"))]',
  },
  { what: "the verdict", file: admission, from: "  const replies = new Map<Exchange, Reply | undefined>();", to: `  ${failing}` },
  {
    what: "what is recorded",
    file: "apps/gateway/src/record/attempt.ts",
    from: "  const { route, origin",
    to: `  ${failing}\n  const { route, origin`,
  },
  {
    what: "the connection",
    file: "apps/gateway/src/admit/connection.ts",
    from: "  const { grant, origin } = x.tenant!;",
    to: `  ${failing}`,
  },
  {
    what: "the kill switches",
    file: "apps/gateway/src/enforce/kill-switch.ts",
    from: "  const { route } = x.tenant!;",
    to: `  ${failing}`,
  },
  {
    what: "the method table",
    file: "apps/gateway/src/enforce/method-table.ts",
    from: "  x.view = neutralView(message);",
    to: `  ${failing}`,
  },
  {
    what: "what goes up",
    file: "apps/gateway/src/relay/upward-body.ts",
    from: "  const changes: Change[] = [];",
    to: `  ${failing}\n  const changes: Change[] = [];`,
  },
  {
    what: "the headers that go up",
    file: "apps/gateway/src/relay/request-headers.ts",
    from: "  const flat: string[] = [];",
    to: `  ${failing}\n  const flat: string[] = [];`,
  },
  {
    what: "the state of a retry",
    file: "apps/gateway/src/message/request-state.ts",
    from: '  if (!mayCarryState(x) || message?.kind !== "request") return undefined;\n  const brought',
    to: `  ${failing}\n  const brought`,
  },
];

const never = "await new Promise<never>(() => {})";
const hanging: (Bug & { what: string })[] = [
  { what: "the admission", file: admission, from: "[await store.admit(requestOf(x))]", to: `[${never}]` },
  {
    what: "whatever comes before it",
    file: judge,
    from: "  x.reservations = reservations;\n  return undefined;",
    to: "  return new Promise<never>(() => {}) as never;",
  },
  {
    what: "the renewal of a grant",
    file: judge,
    from: "return tenants.isCurrent(x.tenant!) && freshness.isFresh() ? decide(x) : renewed(x);",
    to: "return new Promise<never>(() => {});",
  },
];

test.each([
  ...places.map((place) => ({ ...place, fails: "throws or rejects" })),
  ...hanging.map((place) => ({ ...place, fails: "hangs" })),
])("EF-19: $what $fails: denied, recorded, not forwarded", async ({ file, from, to }) => {
  // What hangs is given up after five times the admission's second.
  const gateway = await plantedGateway({ file, from, to }, environmentFor(f.database, { DRAIN_SECONDS: "0.1" }));
  const before = (await f.seed.decisions()).length;
  const answer = await post({ gateway, token: f.grant.token }, call("read"));
  const copy = answer.clone();
  const decision = await decisionIn(answer);
  const { error } = (await copy.json()) as { error?: { code: number } };
  expect(decision?.decision === "unavailable" || error?.code === -32603 || error?.code === 5030, JSON.stringify(error)).toBe(true);
  expect(f.upstream.received).toEqual([]);
  // A record of what the database did not confirm is not waited for.
  const records = async () => (await f.seed.decisions()).slice(before);
  await expect.poll(async () => (await records()).length, { timeout: 15_000 }).toBe(1);
  const { effect, outcome, reason } = (await records())[0]!;
  expect([effect === "deny" ? reason : outcome, effect === "deny" || outcome === "not_sent"]).toEqual([
    expect.stringMatching(/^(engine_error|store_unavailable|not_sent)$/),
    true,
  ]);
  await gateway.close();
});
