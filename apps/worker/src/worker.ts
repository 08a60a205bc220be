import { openPool, parseKeyring, readCheckpointKey, roleUrl } from "@portcullis/control-plane/worker";
import { type Logger, pino } from "pino";
import type { WorkerSettings } from "./env.ts";
import type { JobContext } from "./jobs/job.ts";
import { jobsOf } from "./jobs/list.ts";
import { Metrics } from "./metrics.ts";
import { operatorServer } from "./operator.ts";
import { repeat } from "./repeat.ts";

export type Worker = {
  /** Of the operator's port. */
  url: string;
  close: () => Promise<void>;
};

/**
 * Starts every job. Any number of workers may run: a job that one of them is at is left alone by the others.
 *
 * @throws KeyError, CheckpointKeyError for keys that are unfit: both messages are for the operator
 */
export async function startWorker(settings: WorkerSettings, log: Logger = pino({ level: settings.LOG_LEVEL })): Promise<Worker> {
  const keyring = parseKeyring(settings.ROOT_KEY);
  const checkpointKey = readCheckpointKey(settings.CHECKPOINT_KEY_FILE);
  const metrics = new Metrics();
  const onError = (error: Error) => log.warn({ error: error.message }, "a connection to the database was lost");
  const pool = (role: "pc_sealer" | "pc_ops") =>
    openPool({
      url: roleUrl(settings.DATABASE_URL, role, keyring),
      max: 8,
      applicationName: `portcullis-worker-${role}`,
      statementTimeoutMs: 60_000,
      onError,
    });
  const context: JobContext = { settings, log, metrics, sealer: pool("pc_sealer"), ops: pool("pc_ops"), checkpointKey, keyring };
  log.info({ key: checkpointKey.id }, "checkpoints are signed with this key");

  const running = jobsOf(context).map((job) => repeat(job, context));
  const server = operatorServer({
    isReady: () => running.every((one) => one.isWell()),
    metrics: () => metrics.text(),
    hosts: settings.OPERATOR_ALLOWED_HOSTS,
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.WORKER_PORT, settings.WORKER_HOST, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://${settings.WORKER_HOST}:${port}`,
    close: async () => {
      await Promise.all(running.map((one) => one.stop()));
      server.close();
      server.closeAllConnections();
      await Promise.all([context.sealer.end(), context.ops.end()]);
    },
  };
}
