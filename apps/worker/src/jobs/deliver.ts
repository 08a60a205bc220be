import { randomUUID } from "node:crypto";
import { createDialer, openStreamDelivery, parsePrivateUpstreams, streamLag } from "@portcullis/control-plane/worker";
import type { Job, JobContext } from "./job.ts";

/** Delivers the record to those who receive it. A turn only starts what is due; no receiver holds another up. */
export function deliverJob({ settings, ops, keyring, metrics, log }: JobContext): Job {
  const { PORTCULLIS_PRIVATE_UPSTREAMS, PORTCULLIS_ALLOW_LOOPBACK } = settings;
  const allow = parsePrivateUpstreams(PORTCULLIS_PRIVATE_UPSTREAMS, { allowLoopback: PORTCULLIS_ALLOW_LOOPBACK === "1" });
  const delivery = openStreamDelivery({
    pool: ops,
    keyring,
    dialer: createDialer({ allow }),
    newLease: randomUUID,
    onError: (error) => log.warn({ error: (error as Error).message }, "a delivery failed on our side"),
  });
  return {
    name: "deliver",
    everyMs: 1_000,
    run: async () => {
      await delivery.turn();
      const { mostWaiting, failing } = await streamLag(ops);
      metrics.set("portcullis_worker_stream_waiting_records", mostWaiting);
      metrics.set("portcullis_worker_streams_failing", failing);
    },
    close: () => delivery.close(),
  };
}
