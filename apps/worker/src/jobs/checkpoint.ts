import fs from "node:fs";
import path from "node:path";
import { type CheckpointSink, writeCheckpoints } from "@portcullis/control-plane/worker";
import type { Job, JobContext } from "./job.ts";

/** Signs the heads of the chains that have grown, into the second places first. */
export const checkpointJob = (everySeconds: number): Job => ({
  name: "checkpoint",
  everyMs: everySeconds * 1_000,
  run: async (context) => {
    const signed = await writeCheckpoints(context.sealer, context.checkpointKey, sinksOf(context));
    metricsOf(context, signed ?? 0);
  },
});

const metricsOf = ({ metrics }: JobContext, signed: number) => metrics.count("portcullis_worker_checkpoints_total", {}, signed);

function sinksOf({ settings, log }: JobContext): CheckpointSink[] {
  const file: CheckpointSink = async (lines) => {
    await fs.promises.mkdir(path.dirname(settings.CHECKPOINT_FILE), { recursive: true, mode: 0o700 });
    const handle = await fs.promises.open(settings.CHECKPOINT_FILE, "a", 0o600);
    try {
      await handle.appendFile(lines.map((line) => `${line}\n`).join(""));
      await handle.sync();
    } finally {
      await handle.close();
    }
  };
  const toLog: CheckpointSink = async (lines) => {
    for (const checkpoint of lines) log.info({ checkpoint }, "checkpoint");
  };
  return settings.CHECKPOINT_LOG === "1" ? [file, toLog] : [file];
}
