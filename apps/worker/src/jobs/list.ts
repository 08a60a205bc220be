import { checkpointJob } from "./checkpoint.ts";
import type { Job } from "./job.ts";
import { sealJob } from "./seal.ts";
import { partitionsJob, pruneJob, reapJob, retentionJob } from "./upkeep.ts";

/** Everything that happens by itself. */
export const jobsOf = ({ CHECKPOINT_SECONDS }: { CHECKPOINT_SECONDS: number }): readonly Job[] => [
  sealJob(),
  checkpointJob(CHECKPOINT_SECONDS),
  reapJob,
  pruneJob,
  partitionsJob,
  retentionJob,
];
