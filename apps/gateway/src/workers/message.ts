import type { MetricObjectWithValues, MetricValue } from "prom-client";

/** What the primary asks of a worker. */
export type ToWorker =
  | { kind: "metrics"; id: number }
  /** Finish what runs, and end. Until `noticeMs` are over it goes on to serve and keeps no connection for a next request. */
  | { kind: "end"; noticeMs: number };

export type WorkerMetrics = MetricObjectWithValues<MetricValue<string>>[];

/** What a worker tells the primary. */
export type FromWorker =
  | { kind: "listening"; url: string }
  | { kind: "ready"; isReady: boolean }
  | { kind: "metrics"; id: number; metrics: WorkerMetrics };

export const isToWorker = (message: unknown): message is ToWorker => kindOf(message) === "metrics" || kindOf(message) === "end";

export const isFromWorker = (message: unknown): message is FromWorker =>
  kindOf(message) === "listening" || kindOf(message) === "ready" || kindOf(message) === "metrics";

const kindOf = (message: unknown): unknown =>
  typeof message === "object" && message !== null && "kind" in message ? message.kind : undefined;
