import { makePartitions, prune, purgeExpired, reap } from "@portcullis/control-plane/worker";
import type { Job } from "./job.ts";

/** Closes what gateways left open that are gone. */
export const reapJob: Job = {
  name: "reap",
  everyMs: 2_000,
  run: async ({ ops, metrics, log }) => {
    const closed = await reap(ops);
    if (!closed) return;
    metrics.count("portcullis_worker_reaped_total", {}, closed);
    log.warn({ attempts: closed }, "attempts of gateways that are gone were closed as unknown");
  },
};

/** Deletes what is long over and no record. */
export const pruneJob: Job = {
  name: "prune",
  everyMs: 3_600_000,
  run: async ({ ops, metrics }) => metrics.count("portcullis_worker_pruned_total", {}, (await prune(ops)) ?? 0),
};

/** Keeps partitions ahead of the calendar. */
export const partitionsJob: Job = {
  name: "partitions",
  everyMs: 86_400_000,
  run: async ({ ops }) => {
    await makePartitions(ops);
  },
};

/** Purges what organizations no longer keep. */
export const retentionJob: Job = {
  name: "retention",
  everyMs: 6 * 3_600_000,
  run: async ({ ops, metrics, checkpointKey, log }) => {
    const purged = await purgeExpired(ops, checkpointKey);
    if (!purged) return;
    metrics.count("portcullis_worker_purged_organizations_total", {}, purged);
    log.info({ organizations: purged }, "records that retention has given up were purged");
  },
};
