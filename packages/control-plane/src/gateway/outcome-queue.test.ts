import { expect, test } from "vitest";
import { StoreUnavailable } from "./ask.ts";
import { OutcomeQueue } from "./outcome-queue.ts";
import type { OutcomeRow } from "./outcome-row.ts";
import { notSent } from "./outcomes.ts";

const row = (id: string): OutcomeRow => notSent({ organizationId: "o", id, effect: "allow" });

function bench(send: (ids: string[]) => void, queueMax?: number) {
  const timers: { ms: number; task: () => void }[] = [];
  const lost: number[] = [];
  const queue = new OutcomeQueue({
    send: async (rows) => send(rows.map(({ id }) => id)),
    scheduler: { after: (ms, task) => void timers.push({ ms, task }) },
    onError: (_, count) => lost.push(count),
    ...(queueMax !== undefined && { queueMax }),
  });
  /** Runs what is due next, and says after how long. */
  const pass = async () => {
    const { ms, task } = timers.shift()!;
    task();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    return ms;
  };
  return { queue, pass, lost, timers };
}

test("rows are collected, for less than a quarter of a second, and kept in order while the database is away", async () => {
  const stored: string[] = [];
  let isAway = true;
  const { queue, pass, lost } = bench((ids) => {
    if (isAway) throw new StoreUnavailable(new Error("away"));
    stored.push(...ids);
  });
  for (const id of ["1", "2"]) queue.add(row(id));
  expect(await pass()).toBeLessThan(250);
  queue.add(row("3"));
  expect(queue.waiting).toBe(3);
  isAway = false;
  await pass();
  expect(stored).toEqual(["1", "2", "3"]);
  expect(lost).toEqual([0]);
});

test("a row that the database refuses keeps no other from its place", async () => {
  const stored: string[] = [];
  const { queue, pass, lost } = bench((ids) => {
    if (ids.includes("bad")) throw Object.assign(new Error("no"), { severity: "ERROR", code: "23514" });
    stored.push(...ids);
  });
  for (const id of ["1", "bad", "2"]) queue.add(row(id));
  await pass();
  expect(stored).toEqual(["1", "2"]);
  expect([lost, queue.waiting]).toEqual([[1], 0]);
});

test("the queue is bounded: the oldest goes, and is told of", () => {
  const { queue, lost } = bench(() => {}, 2);
  for (const id of ["1", "2", "3"]) queue.add(row(id));
  expect([queue.waiting, lost]).toEqual([2, [1]]);
});

test("what may have been admitted and was not sent is closed after each wait", async () => {
  const stored: string[] = [];
  const { queue, pass, timers } = bench((ids) => stored.push(...ids));
  queue.close([row("1")], [5_000, 60_000]);
  expect(timers.map(({ ms }) => ms)).toEqual([5_000, 60_000]);
  await pass();
  expect(queue.waiting).toBe(1);
  while (timers.length > 0) await pass();
  expect(new Set(stored)).toEqual(new Set(["1"]));
});
