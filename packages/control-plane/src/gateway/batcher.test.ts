import { describe, expect, test } from "vitest";
import { Overloaded } from "./admission.ts";
import { StoreUnavailable } from "./ask.ts";
import { type Admissible, Batcher, type BatcherOptions } from "./batcher.ts";

type Call = Admissible & { n: number };
type Row = { verdict: string; n: number };
type Sent = { calls: number[]; together: boolean; answer: (verdict?: string) => Promise<void>; fail: (error: Error) => Promise<void> };

/** A batcher whose time and database are the test's own. */
function bench(options: Partial<BatcherOptions<Call, Row>> = {}) {
  let now = 0;
  let timers: { at: number; task: () => void }[] = [];
  const sent: Sent[] = [];
  const unsent: { calls: number[]; isKnown: boolean }[] = [];
  const settled = new Map<number, string>();
  const turns = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const passTo = async (moment: number) => {
    for (;;) {
      await turns();
      const next = timers.filter(({ at }) => at <= moment).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      now = Math.max(now, next.at);
      timers = timers.filter((timer) => timer !== next);
      next.task();
    }
    now = moment;
  };
  const batcher = new Batcher<Call, Row>({
    send: (calls, together) =>
      new Promise((resolve, reject) => {
        const answer = async (verdict = "admitted") => {
          resolve(calls.map(({ n }) => ({ verdict, n })));
          await turns();
        };
        const fail = async (error: Error) => {
          reject(error);
          await turns();
        };
        sent.push({ calls: calls.map(({ n }) => n), together, answer, fail });
      }),
    onUnsent: (calls, isKnown) => unsent.push({ calls: calls.map(({ n }) => n), isKnown }),
    scheduler: {
      now: () => ({ monotonic: now, wall: now }),
      after: (ms, task) => void timers.push({ at: now + ms, task }),
      soon: (task) => void timers.push({ at: now, task }),
    },
    ...options,
  });
  const call = (n: number, organizationId: string): Call => ({ n, organizationId, id: String(n), effect: "allow" });
  const admit = (organizationId: string, ...ns: number[]) => {
    const answer = batcher.admit(
      ns.map((n) => call(n, organizationId)),
      ns.length > 1,
    );
    const tell = (of: (n: number) => string) => ns.map((n) => settled.set(n, of(n)));
    answer
      .then(({ rows, handedAt }) => tell((n) => `${rows.find((row) => row.n === n)!.verdict} ${handedAt.monotonic}`))
      .catch((error) => tell(() => error.name));
  };
  return { admit, sent, unsent, settled, passTo, batcher };
}

const refused = (code: string) => Object.assign(new Error("no"), { severity: "ERROR", code });

describe("batches", () => {
  test("a lone call goes at once; what one turn brings goes together; what comes then waits 2 ms for a free lane", async () => {
    const b = bench();
    b.admit("a", 1);
    b.admit("b", 2);
    await b.passTo(0);
    expect(b.sent.map(({ calls }) => calls)).toEqual([[1, 2]]);
    b.admit("c", 3);
    await b.passTo(1.9);
    expect(b.sent).toHaveLength(1);
    b.admit("d", 4);
    await b.passTo(2);
    expect(b.sent.map(({ calls }) => calls)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    await b.sent[0]!.answer();
    expect([...b.settled]).toEqual([
      [1, "admitted 0"],
      [2, "admitted 0"],
    ]);
  });

  test("64 calls at most, four batches at most, organizations in turn", async () => {
    const b = bench();
    for (let n = 0; n < 100; n++) b.admit("greedy", n);
    for (let n = 100; n < 110; n++) b.admit(`o${n}`, n);
    await b.passTo(0);
    expect(b.sent[0]!.calls).toHaveLength(64);
    expect(b.sent[0]!.calls.filter((n) => n >= 100)).toHaveLength(10);
    for (let n = 200; n < 700; n++) b.admit(`p${n}`, n);
    await b.passTo(5);
    expect(b.sent).toHaveLength(4);
    expect(b.batcher.lanes).toBe(4);
    await b.sent[0]!.answer();
    await b.passTo(6);
    expect(b.sent).toHaveLength(5);
  });

  test("an organization is in one batch at a time: a second one would wait for its counters, and all others in it as well", async () => {
    const b = bench();
    b.admit("a", 1);
    await b.passTo(0);
    b.admit("a", 2);
    b.admit("b", 3);
    b.admit("a", 4, 5);
    await b.passTo(50);
    expect(b.sent.map(({ calls }) => calls)).toEqual([[1], [3]]);
    await b.sent[0]!.answer();
    await b.passTo(60);
    expect(b.sent.map(({ calls }) => calls)).toEqual([[1], [3], [2]]);
    // One that failed keeps nobody waiting.
    await b.sent[2]!.fail(new Error("lost"));
    await b.passTo(70);
    expect(b.sent.map(({ calls }) => calls)).toEqual([[1], [3], [2], [4, 5]]);
  });

  test("128 calls of an organization may wait, and 1,024 in all", async () => {
    const b = bench({ lanesMax: 1 });
    b.admit("first", 1);
    await b.passTo(0);
    for (let n = 0; n < 130; n++) b.admit("greedy", 1_000 + n);
    for (let n = 0; n < 1_000; n++) b.admit(`o${n}`, 2_000 + n);
    await b.passTo(1);
    expect(b.batcher.waiting).toBe(1_024);
    const overloaded = [...b.settled].filter(([, said]) => said === Overloaded.name).map(([n]) => n);
    expect(overloaded.filter((n) => n < 2_000)).toEqual([1_128, 1_129]);
    expect(overloaded).toHaveLength(2 + 1_000 - (1_024 - 128));
  });

  test("a client's batch goes alone, all in one", async () => {
    const b = bench();
    b.admit("a", 1);
    b.admit("b", 2, 3, 4);
    b.admit("c", 5);
    await b.passTo(0);
    await b.passTo(2);
    expect(b.sent.map(({ calls, together }) => [calls, together])).toEqual([
      [[1, 5], false],
      [[2, 3, 4], true],
    ]);
  });
});

describe("failures", () => {
  test("a batch that was surely rolled back is sent again, call by call, once", async () => {
    const b = bench({ lanesMax: 1 });
    for (const n of [1, 2, 3]) b.admit(`o${n}`, n);
    await b.passTo(0);
    await b.sent[0]!.fail(refused("40P01"));
    for (let n = 1; n <= 3; n++) {
      await b.passTo(n);
      expect(b.sent[n]!.calls).toHaveLength(1);
      if (b.sent[n]!.calls[0] === 2) await b.sent[n]!.fail(refused("22P02"));
      else await b.sent[n]!.answer();
    }
    await b.passTo(10);
    expect(b.sent).toHaveLength(4);
    expect(Object.fromEntries([...b.settled].map(([n, said]) => [n, said.split(" ")[0]]))).toEqual({
      1: "admitted",
      2: "StoreUnavailable",
      3: "admitted",
    });
    expect(b.unsent).toEqual([]);
  });

  test("an unknown commit admits nobody, and its calls are swept", async () => {
    const b = bench();
    for (const n of [1, 2]) b.admit("a", n);
    await b.passTo(0);
    await b.sent[0]!.fail(new StoreUnavailable(new Error("connection terminated")));
    await b.passTo(10);
    expect(b.sent).toHaveLength(1);
    expect([...b.settled.values()]).toEqual(["StoreUnavailable", "StoreUnavailable"]);
    expect(b.unsent).toEqual([{ calls: [1, 2], isKnown: false }]);
  });

  test("nobody waits longer than a second; what is admitted after that is closed as not sent", async () => {
    const b = bench({ lanesMax: 1 });
    b.admit("a", 1);
    await b.passTo(0);
    b.admit("a", 2);
    await b.passTo(1_100);
    expect([...b.settled.values()]).toEqual(["StoreUnavailable", "StoreUnavailable"]);
    await b.sent[0]!.answer();
    await b.passTo(1_200);
    expect(b.unsent).toEqual([{ calls: [1], isKnown: true }]);
    expect(b.sent).toHaveLength(1); // nobody waits for the second any more
  });

  test("an organization that is being changed is asked again three times", async () => {
    const b = bench();
    b.admit("a", 1);
    for (const moment of [0, 5, 30, 130]) {
      await b.passTo(moment);
      await b.sent.at(-1)!.answer("retry");
    }
    await b.passTo(500);
    expect(b.sent).toHaveLength(4);
    expect([...b.settled]).toEqual([[1, "StoreUnavailable"]]);
    expect(b.unsent).toEqual([]);
  });
});
