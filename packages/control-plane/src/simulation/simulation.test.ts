import { expect, test } from "vitest";
import { simulationSeed, simulationSteps } from "../testing/env.ts";
import { type Bug, bugs, World } from "./world.ts";

const stepsAll = simulationSteps;
const first = simulationSeed ?? Date.now() % 1_000_000;
const stepsOfRun = 5_000;

test("SI-1: no interleaving, crash, freeze, lost answer or clock step breaks L2, L3, L4 or L9", async () => {
  const seen = new Set<string>();
  for (let run = 0, steps = 0; steps < stepsAll; run++) {
    const world = new World(first + run);
    expect(await world.run(stepsOfRun), `seed ${first + run} (SIMULATION_SEED repeats it)`).toEqual([]);
    steps += world.steps;
    for (const { reason, effect, approvalId } of world.database.organization.attempts.values())
      seen.add(effect === "allow" && approvalId !== undefined ? "approved" : reason);
    for (const { first, late } of world.database.organization.outcomes.values())
      seen.add(late === undefined ? first : `${first}, then ${late}`);
  }
  // A simulation in which nothing happens finds nothing.
  const reasons = [
    "allowed",
    "default_deny",
    "limit_exceeded",
    "duplicate_call",
    "idempotency_mismatch",
    "approval_required",
    "approval_invalid",
  ];
  expect([...seen]).toEqual(
    expect.arrayContaining([...reasons, "ok", "not_sent", "unknown", "unknown, then ok", "unknown, then not_sent", "approved"]),
  );
}, 3_000_000);

test("a seed repeats its run exactly", async () => {
  const runs = [new World(7), new World(7)];
  for (const run of runs) await run.run(2_000);
  const [one, other] = runs.map(({ database, steps, time }) => ({
    steps,
    now: time.now,
    attempts: [...database.organization.attempts],
    counters: [...database.organization.counters],
  }));
  expect(one).toEqual(other);
});

test.each(bugs)(
  "SI-4: planted, “%s” is found",
  async (bug: Bug) => {
    for (let run = 0; run < 400; run++) if ((await new World(first + run, [bug]).run(stepsOfRun)).length > 0) return;
    expect.fail(`not found in 400 runs from seed ${first}`);
  },
  60_000,
);
