import { Bench } from "tinybench";
import { compile } from "../src/index.ts";
import { caslDecider, cedarDecider } from "./others.ts";
import { calledTools, engineDecider, patternPolicy, policyOf, type Size, toolsOf } from "./subject.ts";

/** Figures of one run: seconds per unit of work, the median over rounds of each round's median. */
export type Figures = {
  decisions: (Size & { by: "engine" | "cedar" | "casl"; perSecond: number })[];
  /** Time with 2,000 entries over time with 10, the median of the rounds' own ratios. */
  growth: { conditions: number; ratio: number }[];
  compile: { entries: number; milliseconds: number }[];
  patterns: { count: number; microsecondsEach: number };
};

const entryCounts = [10, 100, 2_000];
const conditionCounts = [0, 3, 20];
const patternCount = 200;

export function measure(rounds: number, milliseconds: number): Figures {
  const cells = entryCounts.flatMap((entries) => [
    ...conditionCounts.map((conditions) => cell("engine", { entries, conditions }, engineDecider({ entries, conditions }), 2_000)),
    cell("cedar", { entries, conditions: 3 }, cedarDecider({ entries, conditions: 3 }), 1),
    cell("casl", { entries, conditions: 3 }, caslDecider({ entries, conditions: 3 }), 100),
  ]);
  const compiles = entryCounts.map((entries) => compiling(policyOf({ entries, conditions: 3 }), entries));
  const [plain, patterned] = (["starts_with", "regex"] as const).map((op) => compiling(patternPolicy(patternCount, op), patternCount));
  const all = [...cells.map(({ run }) => run), ...compiles, plain!, patterned!];
  // The rounds are interleaved, so that what else the machine does falls on all cells alike.
  const seconds = Array.from({ length: rounds }, () => all.map((run) => timeOf(run, milliseconds)));
  const medianOf = (at: number) => median(seconds.map((round) => round[at]!));
  const decisions = cells.map(({ by, size, batch }, at) => ({ by, ...size, perSecond: batch / medianOf(at) }));
  const at = (entries: number, conditions: number) =>
    cells.findIndex(({ by, size }) => by === "engine" && size.entries === entries && size.conditions === conditions);
  return {
    decisions,
    growth: conditionCounts.map((conditions) => ({
      conditions,
      ratio: median(seconds.map((round) => round[at(2_000, conditions)]! / round[at(10, conditions)]!)),
    })),
    compile: entryCounts.map((entries, index) => ({ entries, milliseconds: medianOf(cells.length + index) * 1_000 })),
    patterns: {
      count: patternCount,
      microsecondsEach: ((medianOf(all.length - 1) - medianOf(all.length - 2)) / patternCount) * 1e6,
    },
  };
}

/** Bytes that one decision leaves behind. Only meaningful where no collection happens in between (`--max-semi-space-size`). */
export function allocation(decide: (at: number) => boolean): number {
  const times = 200_000;
  const loop = () => {
    for (let at = 0; at < times; at++) if (!decide(at % calledTools)) throw new Error("refused");
  };
  loop();
  const samples = Array.from({ length: 5 }, () => {
    (globalThis as unknown as { gc: () => void }).gc();
    const before = process.memoryUsage().heapUsed;
    loop();
    return (process.memoryUsage().heapUsed - before) / times;
  });
  return median(samples);
}

const cell = (by: "engine" | "cedar" | "casl", size: Size, decide: (at: number) => boolean, batch: number) => ({
  by,
  size,
  batch,
  run: () => {
    for (let at = 0; at < batch; at++) if (!decide(at % calledTools)) throw new Error(`${by} refuses what it should allow`);
  },
});

const compiling = (policy: Parameters<typeof compile>[0], entries: number) => {
  const tools = toolsOf(entries);
  return () => {
    if (compile(policy, tools).plans.size !== entries) throw new Error("not all tools have a plan");
  };
};

// Time on the processor, not on the wall: what else the machine does takes the core away in the middle of a run.
const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** Seconds per run: the median of one tinybench task. */
const timeOf = (run: () => void, milliseconds: number): number => {
  const bench = new Bench({
    now: processorTime,
    time: milliseconds,
    warmupTime: milliseconds / 4,
    iterations: 5,
    warmupIterations: 2,
    throws: true,
  });
  bench.add("cell", run);
  const [task] = bench.runSync();
  const result = task?.result;
  if (result === undefined || !("latency" in result)) throw new Error("the cell was not measured");
  return result.latency.p50 / 1_000;
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
