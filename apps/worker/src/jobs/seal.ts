import { seal, sealLag } from "@portcullis/control-plane/worker";
import type { Job } from "./job.ts";

const alarmSeconds = 5;

/** Numbers and chains what was recorded, some quarter of a second behind. */
export function sealJob(): Job {
  let alarmed = false;
  return {
    name: "seal",
    everyMs: 250,
    run: async ({ sealer, metrics, log }) => {
      let lag: number;
      for (;;) {
        const sealed = await seal(sealer);
        metrics.count("portcullis_worker_sealed_total", {}, sealed?.rows ?? 0);
        // Each time: a flood keeps this going, and must not keep the alarm silent.
        lag = await sealLag(sealer);
        metrics.set("portcullis_worker_seal_lag_seconds", lag);
        metrics.set("portcullis_worker_seal_alarm", lag > alarmSeconds ? 1 : 0);
        if (!sealed?.more) break;
      }
      if (lag > alarmSeconds && !alarmed)
        log.error(
          { seconds: lag },
          "sealing is behind: a transaction is left open somewhere in the database's cluster. Nothing is lost; find it in pg_stat_activity by xact_start",
        );
      if (lag <= alarmSeconds && alarmed) log.info("sealing has caught up");
      alarmed = lag > alarmSeconds;
    },
  };
}
