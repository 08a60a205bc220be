import type { Job, JobContext } from "./jobs/job.ts";

export type Repeated = {
  /** It ended well lately: a job that fails, or hangs, makes readiness red. */
  isWell: () => boolean;
  /** Waits for the run that is under way. */
  stop: () => Promise<void>;
};

/** Runs a job over and over, one run after the other. A failure is told once, until it is over, and never ends the worker. */
export function repeat(job: Job, context: JobContext): Repeated {
  const { log, metrics } = context;
  let [stopped, wellAt, failing] = [false, performance.now(), false];
  let wake = () => {};
  let timer: NodeJS.Timeout | undefined;
  const loop = (async () => {
    while (!stopped) {
      const since = performance.now();
      try {
        await job.run(context);
        wellAt = performance.now();
        if (failing) log.info({ job: job.name }, "the job runs again");
        failing = false;
      } catch (error) {
        metrics.count("portcullis_worker_job_failures_total", { job: job.name });
        if (!failing) log.error({ job: job.name, error: (error as Error).message }, "the job failed; it is tried again");
        failing = true;
      }
      metrics.set("portcullis_worker_job_seconds", (performance.now() - since) / 1_000, { job: job.name });
      if (stopped) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, Math.max(0, (failing ? Math.min(job.everyMs, retryMs) : job.everyMs) - (performance.now() - since)));
      });
    }
  })();
  return {
    isWell: () => performance.now() - wellAt < job.everyMs + patienceMs,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      wake();
      await loop;
      await job.close?.();
    },
  };
}

const retryMs = 5_000;
const patienceMs = 30_000;
