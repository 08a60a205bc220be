import { randomUUID } from "node:crypto";
import { openPool, type Pool } from "@portcullis/db/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encodeBatch, encodeCall } from "../gateway/encode-admission.ts";
import { storeOutcomes } from "../gateway/outcomes.ts";
import { type Admitting, admitting, limitOf, type Place, type Row, requestAt } from "../gateway/testing/admitting.ts";
import { askingRequest, newPerson, vote } from "../gateway/testing/asking.ts";
import { simulationHistories, simulationSeed } from "../testing/env.ts";
import { type ModelCall, type ModelCounter, type ModelVerdict, OrganizationModel } from "./model.ts";
import { stateOf } from "./model-approvals.ts";
import { type Random, seeded } from "./random.ts";

const histories = simulationHistories;
const seed = simulationSeed ?? Date.now() % 1_000_000;

let found: Admitting;
/** One connection, so that its setting is every statement's clock. */
let pool: Pool;
beforeAll(async () => {
  found = await admitting();
  await found.sql(`CREATE OR REPLACE FUNCTION portcullis.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS
    $$ SELECT to_timestamp(current_setting('test.now')::float8 / 1000) $$`);
  const replica = [randomUUID(), "test", "test"];
  await found.sql("INSERT INTO portcullis.replica (id, host, build) VALUES ($1, $2, $3)", replica);
  pool = openPool({ url: found.database.gatewayUrl, max: 1 });
});
afterAll(async () => {
  await pool?.end();
  await found?.close();
});

const counters: (ModelCounter & { max: number })[] = [
  { key: "minute", unit: "minute", seconds: null, max: 5 },
  { key: "rolling", unit: null, seconds: 10, max: 4 },
  { key: "amount", unit: "hour", seconds: null, max: 7.5 },
];
const micro = (value: number): bigint => BigInt(Math.round(value * 1_000_000));

/** A random call twice: for the model, and for the database. */
function newCall(random: Random, place: Place, revision: bigint) {
  const limits = counters
    .filter(() => random.chance(0.5))
    .map((counter) => ({ counter, amount: counter.key === "amount" ? random.below(2_500_001) / 1_000_000 : 1 }));
  const idempotency = random.chance(0.3) ? { key: `k${random.below(3)}`, digest: `d${random.below(2)}` } : null;
  const effect = random.chance(0.1) ? ("deny" as const) : ("allow" as const);
  const observe = random.chance(0.1);
  const told = random.chance(0.05) ? revision - 1n : revision;
  const more = {
    observe,
    idempotency: idempotency && { key: idempotency.key, digest: Buffer.from(idempotency.digest) },
    reservations: limits.map(({ counter: { key, unit, seconds, max }, amount }) =>
      limitOf({
        counter: key,
        scope: "server",
        window: unit ?? seconds!,
        rolling: seconds !== null,
        max: String(max),
        amount: String(amount),
      }),
    ),
  };
  const attempt = { effect, reason: effect === "allow" ? "allowed" : "default_deny" };
  const asked = effect === "allow" && !observe && random.chance(0.6) ? newAsked(random) : undefined;
  const request =
    asked === undefined ? requestAt(place, told, { attempt, ...more }) : askingRequest(place, told, { ...asked.given, attempt, more });
  const call: ModelCall = {
    id: request.attempt.id,
    grantId: place.grantId,
    effect,
    revision: Number(told),
    observes: observe,
    limits: limits.map(({ counter, amount }) => ({ counter, max: micro(counter.max), amount: micro(amount) })),
    idempotency,
    ...(asked && { approval: { ...asked.model, id: request.approval!.id } }),
  };
  return { request, call };
}

/** A few calls that need approval, mostly equal ones. */
function newAsked(random: Random) {
  const [key, version, definition, minApprovals] = [random.below(2), random.chance(0.1) ? 4 : 3, random.chance(0.1) ? "d1" : "d0", 1];
  return {
    given: { params: `{"arguments":{"n":${key}},"name":"write"}`, policyVersion: version, definition: definition.repeat(32) },
    model: { key: String(key), version, digest: definition, minApprovals },
  };
}

async function admit(requests: readonly ReturnType<typeof newCall>["request"][], together: boolean): Promise<ModelVerdict[]> {
  const { places, ...batch } = encodeBatch(requests.map((request) => encodeCall(request, false)));
  const values = [
    randomUUID(),
    together,
    batch.organizations,
    batch.lasts,
    batch.counterLasts,
    batch.limitLasts,
    batch.calls,
    batch.counters,
    batch.limits,
    batch.approvals,
  ];
  const { rows } = await pool.query("SELECT * FROM portcullis.admit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", values);
  return places.map((place) => verdictOf(rows[place - 1]));
}

const verdictOf = ({ verdict, reason, state, item, resets_at, approval_id }: Row): ModelVerdict => ({
  verdict: verdict as ModelVerdict["verdict"],
  ...(verdict === "denied" && { reason: String(reason) }),
  ...(state !== null && { state: String(state) }),
  ...(approval_id !== null && { approvalId: String(approval_id) }),
  ...(item !== null && { item: Number(item), resetsAt: (resets_at as Date).getTime() }),
});

const byText = (one: string, other: string): number => (one < other ? -1 : 1);

/** What is left in the tables, and in the model, in one form. */
/** A key that has run out may be there still, or not. */
async function stored(organizationId: string, now: number) {
  const own = `organization_id = '${organizationId}'`;
  const ms = (column: string) =>
    `CASE WHEN ${column} = '-infinity' THEN NULL ELSE round(extract(epoch FROM ${column}) * 1000)::text END AS "${column}"`;
  const read = async (text: string) =>
    (await found.of(organizationId, text))
      .map((row) =>
        Object.values(row)
          .map((value) => value ?? "")
          .join(" "),
      )
      .sort(byText);
  return {
    counters:
      await read(`SELECT name, ${ms("window_start")}, (used * 1000000)::bigint::text AS used, ${ms("last_stamp")} FROM portcullis.limit_counter
      WHERE last_stamp > '-infinity' AND ${own}`),
    ledger:
      await read(`SELECT c.name, r.decision_id::text AS id, ${ms("r.at")}, (r.amount * 1000000)::bigint::text AS amount, ${ms("r.window_start")}, r.state
      FROM portcullis.limit_reservation r JOIN portcullis.limit_counter c USING (organization_id, key) WHERE ${own}`),
    attempts: await read(`SELECT id::text AS id, effect, reason, approval_id::text FROM portcullis.attempt WHERE ${own}`),
    approvals: await read(`SELECT id::text AS id, state, uses::text AS uses FROM portcullis.approval WHERE ${own}`),
    outcomes: await read(`SELECT id::text AS id, is_late::text AS late, outcome FROM portcullis.outcome WHERE ${own}`),
    keys: await read(
      `SELECT key, decision_id::text, ${ms("expires_at")} FROM portcullis.idempotency_key WHERE ${own} AND expires_at > to_timestamp(${now} / 1000.0)`,
    ),
  };
}

function modelled(
  { counters, ledger, attempts, outcomes, keys, approvals }: OrganizationModel,
  now: number,
): Awaited<ReturnType<typeof stored>> {
  const line = (...parts: unknown[]) =>
    parts.map((part) => (part === null || part === Number.NEGATIVE_INFINITY ? "" : String(part))).join(" ");
  return {
    counters: [...counters]
      .filter(([, { lastStamp }]) => lastStamp > 0)
      .map(([key, row]) => line(key, row.windowStart, row.used, row.lastStamp))
      .sort(byText),
    ledger: ledger.map(({ key, id, at, amount, windowStart, state }) => line(key, id, at, amount, windowStart, state)).sort(byText),
    attempts: [...attempts].map(([id, { effect, reason, approvalId }]) => line(id, effect, reason, approvalId ?? "")).sort(byText),
    approvals: [...approvals.requests.values()].map((one) => line(one.id, stateOf(one, now), one.uses.length)).sort(byText),
    outcomes: [...outcomes]
      .flatMap(([id, { first, late }]) => [line(id, "false", first), ...(late ? [line(id, "true", late)] : [])])
      .sort(byText),
    keys: [...keys]
      .filter(([, { expiresAt }]) => expiresAt > now)
      .map(([key, { id, expiresAt }]) => line(key.split(" ")[1], id, expiresAt))
      .sort(byText),
  };
}

/** A word on a request, or its client takes it back: both say the same of whether that counts. */
async function decide(
  { approvals }: OrganizationModel,
  place: Place,
  people: readonly string[],
  random: Random,
  now: number,
): Promise<void> {
  const id = random.pick([...approvals.requests.keys()]);
  if (random.chance(0.1)) {
    approvals.withdraw(id, now);
    await found.of(
      place.organizationId,
      `INSERT INTO portcullis.approval_end (organization_id, request_id, kind) SELECT organization_id, id, 'withdrawn' FROM portcullis.approval
        WHERE organization_id = $1 AND id = $2 AND state = 'pending' ON CONFLICT DO NOTHING`,
      [place.organizationId, id],
    );
    return;
  }
  const [by, word] = [random.pick([...people]), random.chance(0.2) ? ("refuse" as const) : ("approve" as const)];
  const [uses, until] = random.chance(0.4) ? [1 + random.below(3), now + random.pick([1_000, 60_000, 3_600_000])] : [1, null];
  const counts = approvals.vote(id, by!, word, now, uses!, until!);
  const said = vote(found, place, id, by!, { vote: word, uses: uses!, ...(until !== null && { until: new Date(until!).toISOString() }) });
  expect(await said.then(() => true).catch(() => false), `${word} by ${by}`).toBe(counts);
}

test(`SI-2: the model and the database agree in ${histories} random histories`, async () => {
  for (let history = 0; history < histories; history++) {
    const random = seeded(seed + history);
    const place = await found.newPlace();
    const grants = [place, await found.newGrant(place)];
    const model = new OrganizationModel();
    for (const { grantId } of grants) model.grants.set(grantId, { expiresAt: Number.POSITIVE_INFINITY, revoked: false });
    let revision = await found.revision(place.organizationId);
    model.revision = Number(revision);
    let now = 1_767_225_600_000 + random.below(100_000_000);
    const open: string[] = [];
    const people = [await newPerson(found, place), await newPerson(found, place)];
    revision = await found.revision(place.organizationId);
    model.revision = Number(revision);
    for (let step = 0; step < 8; step++) {
      now += random.pick([0, 1, 300, 4_000, 11_000, 61_000, -5_000, 3_700_000, 90_000_000]);
      await pool.query("SELECT set_config('test.now', $1, false)", [String(now)]);
      await found.sql("SELECT set_config('test.now', $1, false)", [String(now)]);
      if (random.chance(0.1)) {
        const { grantId } = random.pick(grants);
        model.grants.get(grantId)!.revoked = true;
        await found.of(place.organizationId, "UPDATE portcullis.access_grant SET revoked_at = now() WHERE id = $1", [grantId]);
        revision = await found.revision(place.organizationId);
        model.revision = Number(revision);
      } else if (random.chance(0.4) && model.approvals.requests.size > 0) {
        await decide(model, place, people, random, now);
      } else if (random.chance(0.3) && open.length > 0) {
        const id = random.pick(open);
        const outcome = random.pick(["ok", "unknown", "not_sent", "not_sent"] as const);
        model.outcome(id, outcome, now);
        const rest = { upstreamStatus: null, durationMs: 1, requestBytes: null, responseBytes: null, resultDigest: null };
        await storeOutcomes(pool, [{ organizationId: place.organizationId, id, outcome, ...rest }], 10_000);
      } else {
        const together = random.chance(0.2);
        const calls = Array.from({ length: 1 + random.below(5) }, () => newCall(random, random.pick(grants), revision));
        const expected = model.admit(
          calls.map(({ call }) => call),
          now,
          together,
        );
        const answered = await admit(
          calls.map(({ request }) => request),
          together,
        );
        expect(answered, `history ${seed + history}, step ${step}`).toEqual(expected);
        for (const { call } of calls) open.push(call.id);
      }
    }
    expect(await stored(place.organizationId, now), `history ${seed + history}`).toEqual(modelled(model, now));
  }
}, 600_000);
