import { randomBytes } from "node:crypto";
import { createDialer, parsePrivateUpstreams, renewEras, risingIds } from "@portcullis/control-plane/worker";
import type { Job, JobContext } from "./job.ts";

/** Asks servers that were found legacy an hour ago whether they are modern by now. */
export function renewErasJob({ settings, ops, keyring }: JobContext): Job {
  const { PORTCULLIS_PRIVATE_UPSTREAMS, PORTCULLIS_ALLOW_LOOPBACK } = settings;
  const allow = parsePrivateUpstreams(PORTCULLIS_PRIVATE_UPSTREAMS, { allowLoopback: PORTCULLIS_ALLOW_LOOPBACK === "1" });
  const clock = () => new Date();
  const options = { pool: ops, keyring, dialer: createDialer({ allow }), clock, newId: risingIds(clock, randomBytes) };
  return {
    name: "renew-eras",
    everyMs: 120_000,
    run: async ({ metrics, log }) => {
      const { probed, upgraded } = await renewEras(options);
      metrics.count("portcullis_worker_eras_probed_total", {}, probed);
      if (upgraded > 0) log.info({ servers: upgraded }, "servers that were found legacy answer the modern form now");
    },
  };
}
