import { randomBytes } from "node:crypto";
import { createDialer, parsePrivateUpstreams, pollTools, risingIds } from "@portcullis/control-plane/worker";
import type { Job, JobContext } from "./job.ts";

/** Looks once a minute at what each server lists that somebody may use; a turn takes those that are due, so that they spread over the minute. */
export function pollToolsJob({ settings, ops, keyring }: JobContext): Job {
  const { PORTCULLIS_PRIVATE_UPSTREAMS, PORTCULLIS_ALLOW_LOOPBACK } = settings;
  const allow = parsePrivateUpstreams(PORTCULLIS_PRIVATE_UPSTREAMS, { allowLoopback: PORTCULLIS_ALLOW_LOOPBACK === "1" });
  const clock = () => new Date();
  const options = { pool: ops, keyring, dialer: createDialer({ allow }), clock, newId: risingIds(clock, randomBytes) };
  return {
    name: "poll-tools",
    everyMs: 2_000,
    run: async ({ metrics, log }) => {
      const { polled, changed, failed, began, ended } = await pollTools(options);
      metrics.count("portcullis_worker_tool_polls_total", { outcome: "listed" }, polled - failed);
      metrics.count("portcullis_worker_tool_polls_total", { outcome: "failed" }, failed);
      if (changed > 0) log.warn({ servers: changed }, "servers list other tools than before; what is new or different waits for a person");
      for (const { server, failure } of began) log.warn({ server, failure }, "the tools of this server cannot be listed");
      for (const server of ended) log.info({ server }, "the tools of this server can be listed again");
    },
  };
}
