import { pino } from "pino";
import type { GatewaySettings } from "../env.ts";
import type { Gateway } from "../gateway.ts";
import { listen, stop, urlOf } from "../listening.ts";
import { operatorServer } from "../operator.ts";
import { Crew } from "./crew.ts";

export type ManyGateways = Gateway & {
  /** Every worker makes way for a new one, one after the other: nobody's call fails. */
  replaceAll: () => Promise<void>;
};

/**
 * Several gateway processes behind one port. They share nothing but Postgres; the operator's port is here and speaks for all of them.
 *
 * @throws WorkerStartError when no worker can start, EADDRINUSE for the operator's port
 */
export async function startWorkers(settings: GatewaySettings): Promise<ManyGateways> {
  const log = pino({ level: settings.LOG_LEVEL, base: null }, pino.destination({ fd: 2, sync: false }));
  const noticeMs = settings.DRAIN_NOTICE_SECONDS * 1_000;
  const crew = new Crew({
    size: settings.GATEWAY_WORKERS,
    onLost: (code, signal) => log.error({ code, signal }, "a worker ended by itself; another one takes its place"),
  });
  let draining = false;
  const operator = operatorServer({
    isReady: () => !draining && crew.isReady,
    metrics: () => crew.metrics(),
    hosts: [settings.OPERATOR_HOST, ...settings.OPERATOR_ALLOWED_HOSTS],
  });
  await listen(operator, settings.OPERATOR_PORT, settings.OPERATOR_HOST);
  try {
    const url = await crew.start();
    return {
      url,
      operatorUrl: urlOf(operator),
      replaceAll: () => crew.replaceAll(Math.max(noticeMs, replaceNoticeMs)),
      close: async () => {
        draining = true;
        await crew.end(noticeMs, noticeMs + settings.DRAIN_SECONDS * 1_000 + spareMs);
        await stop(operator);
      },
    };
  } catch (error) {
    await crew.end(0, 1_000);
    await stop(operator);
    throw error;
  }
}

/** Clients with an open connection get this long to be told, with an answer, not to use it again. */
const replaceNoticeMs = 1_000;
const spareMs = 3_000;
