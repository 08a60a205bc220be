import type { CheckpointKey, Keyring, Pool } from "@portcullis/control-plane/worker";
import type { Logger } from "pino";
import type { WorkerSettings } from "../env.ts";
import type { Metrics } from "../metrics.ts";

export type JobContext = {
  settings: WorkerSettings;
  log: Logger;
  metrics: Metrics;
  /** Of the role pc_sealer, which reads what was recorded of all organizations and adds seals. */
  sealer: Pool;
  /** Of the role pc_ops, which closes what gateways left open and deletes what is over. */
  ops: Pool;
  checkpointKey: CheckpointKey;
  keyring: Keyring;
};

/** Something that happens by itself. `everyMs`: from the beginning of one run to that of the next. */
export type Job = {
  name: string;
  everyMs: number;
  run: (context: JobContext) => Promise<void> /** What it holds is let go. */;
  close?: () => Promise<void>;
};
