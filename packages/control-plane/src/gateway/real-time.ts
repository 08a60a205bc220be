import type { Scheduler } from "./batcher.ts";

/** Time as it is. Its timers keep no process alive. */
export const realTime: Scheduler = {
  now: () => ({ monotonic: performance.now(), wall: Date.now() }),
  after: (ms, task) => void setTimeout(task, ms).unref(),
  soon: (task) => void setImmediate(task),
};
