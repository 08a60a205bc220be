import { expect, test } from "vitest";
import { type FollowOptions, follow, type StreamEvent } from "./follow.ts";

/** The nth second's row. */
const id = (second: number, n = 0) =>
  `${(1_000_000_000_000 + second * 1_000)
    .toString(16)
    .padStart(12, "0")
    .replace(/^(.{8})/, "$1-")}-7000-8000-${n.toString(16).padStart(12, "0")}`;

type Turn = { add?: string[]; allowed?: false };

async function run(turns: Turn[], rest: Partial<FollowOptions<{ id: string }>> = {}): Promise<StreamEvent<{ id: string }>[]> {
  const log: string[] = [];
  let turn = 0;
  const enter = () => log.push(...(turns[turn]?.add ?? []));
  enter();
  const events: StreamEvent<{ id: string }>[] = [];
  const stream = follow({
    read: async ({ after, limit }) => {
      const found = log.filter((one) => after === undefined || one > after).sort((a, b) => (a < b ? -1 : 1));
      return (after === undefined ? found.reverse().slice(0, limit) : found.slice(0, limit).reverse()).map((one) => ({ id: one }));
    },
    allowed: async () => turns[turn]?.allowed !== false,
    pause: async () => {
      turn++;
      enter();
    },
    gone: () => turn >= turns.length,
    after: id(0),
    now: () => turn * 1_000,
    ...rest,
  });
  for await (const event of stream) events.push(event);
  return events;
}
const rowsOf = (events: StreamEvent<{ id: string }>[]) =>
  events.flatMap((event) => (event.kind === "rows" ? event.rows.map((row) => row.id) : []));

test("each row once, also one that arrives late and out of order", async () => {
  const events = await run([{ add: [id(1)] }, { add: [id(4)] }, { add: [id(3)] }, {}, { add: [id(5)] }]);
  expect(rowsOf(events)).toEqual([id(1), id(4), id(3), id(5)]);
});

test("a call of two minutes appears when the stream looks back", async () => {
  const turns: Turn[] = Array.from({ length: 40 }, (_, second) => ({ add: [id(200 + second)] }));
  turns[20]!.add!.push(id(90));
  expect(rowsOf(await run(turns, { after: id(199) }))).toContain(id(90));
});

test("who lost their session gets no row more, and a quiet stream ends soon", async () => {
  const events = await run([{ add: [id(1)] }, { add: [id(2)], allowed: false }, { add: [id(3)], allowed: false }]);
  expect(events).toEqual([{ kind: "rows", rows: [{ id: id(1) }] }, { kind: "end" }]);
  const quiet = await run(Array.from({ length: 30 }, (): Turn => ({ allowed: false })));
  expect(quiet).toEqual([{ kind: "end" }]);
});

test("more than can be followed asks for a new start and goes on from there", async () => {
  const flood = Array.from({ length: 300 }, (_, n) => id(1, n));
  const events = await run([{ add: flood }, { add: [id(10)] }]);
  expect(events[0]).toEqual({ kind: "reload" });
  expect(rowsOf(events.slice(1))).toContain(id(10));
});

test("half an hour is enough for one connection", async () => {
  const events = await run(Array.from({ length: 2_000 }, (): Turn => ({})));
  expect(events.length).toBeLessThan(130);
});

test("a call in flight is looked at again until its outcome is there, however much happens after it", async () => {
  const rows = new Map<string, { id: string; outcome: string }>();
  let turn = 0;
  const events: StreamEvent<{ id: string; outcome: string }>[] = [];
  const stream = follow<{ id: string; outcome: string }>({
    read: async ({ after, limit }) =>
      [...rows.values()]
        .filter((row) => after === undefined || row.id > after)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit)
        .map((row) => ({ ...row }))
        .reverse(),
    allowed: async () => true,
    pause: async () => {
      turn++;
      rows.set(id(turn + 10), { id: id(turn + 10), outcome: "ok" });
      if (turn === 12) rows.set(id(1), { id: id(1), outcome: "tool_error" });
    },
    gone: () => turn >= 14,
    after: id(0),
    now: () => turn * 1_000,
  });
  rows.set(id(1), { id: id(1), outcome: "pending" });
  for await (const event of stream) events.push(event);
  const told = events.flatMap((event) => (event.kind === "rows" ? event.rows.filter((row) => row.id === id(1)) : []));
  expect(told.map(({ outcome }) => outcome)).toEqual(["pending", "tool_error"]);
});
