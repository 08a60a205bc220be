import { expect, test } from "vitest";
import { type Attempt, Breakers } from "./breakers.ts";

const limits = { failuresMax: 10, withinMs: 10_000, openMs: 5_000 };
function breakersAt() {
  const clock = { now: 0 };
  const opened: string[] = [];
  const breakers = new Breakers(
    limits,
    () => clock.now,
    (id) => opened.push(id),
  );
  const begin = (id = "a") => breakers.begin(id) as Attempt;
  const fail = (times: number, id = "a") => {
    for (let time = 0; time < times; time++) begin(id).failed();
  };
  return { clock, opened, breakers, begin, fail };
}

test("ten failures within ten seconds open it, for this server alone", () => {
  const { breakers, fail, opened } = breakersAt();
  fail(9);
  expect(breakers.stateOf("a")).toBe("closed");
  fail(1);
  expect([breakers.stateOf("a"), breakers.begin("a"), breakers.count("open")]).toEqual(["open", 5, 1]);
  expect(typeof breakers.begin("b")).toBe("object");
  expect(opened).toEqual(["a"]);
});

test("failures that lie further apart, or have an answer between them, open nothing", () => {
  const { breakers, clock, begin, fail } = breakersAt();
  for (let round = 0; round < 5; round++) {
    fail(9);
    clock.now += 10_000;
  }
  expect(breakers.stateOf("a")).toBe("closed");
  for (let round = 0; round < 5; round++) {
    begin().answered();
    fail(9);
  }
  expect(breakers.stateOf("a")).toBe("closed");
});

test("after five seconds one probe goes through; its failure opens it again, its answer closes it", () => {
  const { breakers, clock, begin, fail } = breakersAt();
  fail(10);
  clock.now = 5_000;
  expect(breakers.stateOf("a")).toBe("half_open");
  const probe = begin();
  expect(breakers.begin("a")).toBe(1);
  probe.failed();
  expect([breakers.stateOf("a"), breakers.begin("a")]).toEqual(["open", 5]);
  clock.now = 10_000;
  const second = begin();
  second.withdrawn();
  const third = begin();
  third.answered();
  third.failed();
  expect([breakers.stateOf("a"), breakers.count("open"), breakers.count("half_open")]).toEqual(["closed", 0, 0]);
});

test("what was under way when it opened neither opens it once more nor takes the probe's place", () => {
  const { breakers, clock, begin, fail } = breakersAt();
  const early = begin();
  const answeredLate = begin();
  fail(10);
  early.failed();
  expect(breakers.count("open")).toBe(1);
  clock.now = 6_000;
  const probe = begin();
  answeredLate.answered();
  expect(breakers.begin("a")).toBe(1);
  probe.answered();
  expect(breakers.stateOf("a")).toBe("closed");
});
