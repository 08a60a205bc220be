import { checkpointJob } from "./checkpoint.ts";
import { deliverJob } from "./deliver.ts";
import type { Job, JobContext } from "./job.ts";
import { noticesJob } from "./notices.ts";
import { pollToolsJob } from "./poll-tools.ts";
import { renewErasJob } from "./renew-eras.ts";
import { sealJob } from "./seal.ts";
import { partitionsJob, pruneJob, reapJob, retentionJob } from "./upkeep.ts";

/** Everything that happens by itself. */
export const jobsOf = (context: JobContext): readonly Job[] => [
  sealJob(),
  checkpointJob(context.settings.CHECKPOINT_SECONDS),
  reapJob,
  pruneJob,
  partitionsJob,
  retentionJob,
  deliverJob(context),
  noticesJob(context),
  renewErasJob(context),
  pollToolsJob(context),
];
