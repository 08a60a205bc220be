import type { GatewaySettings } from "../env.ts";
import { openGateway } from "../gateway.ts";
import { type FromWorker, isToWorker } from "./message.ts";

/** The gateway as one of several processes behind a port: the primary has the operator's port and asks this one what it needs for it. */
export async function runWorker(settings: GatewaySettings): Promise<void> {
  const tell = (message: FromWorker) => {
    if (process.connected) process.send?.(message);
  };
  const gateway = await openGateway(settings);
  let wasReady: boolean | undefined;
  const tellReadiness = () => {
    const isReady = gateway.isReady();
    if (isReady !== wasReady) tell({ kind: "ready", isReady });
    wasReady = isReady;
  };
  const asking = setInterval(tellReadiness, readinessMs);
  let ending = false;
  const end = (noticeMs: number) => {
    if (ending) return;
    ending = true;
    clearInterval(asking);
    tell({ kind: "ready", isReady: false });
    void gateway.close(noticeMs).then(() => process.exit(0));
  };
  process.on("message", (message: unknown) => {
    if (!isToWorker(message)) return;
    if (message.kind === "end") end(message.noticeMs);
    else void gateway.registry.getMetricsAsJSON().then((metrics) => tell({ kind: "metrics", id: message.id, metrics }));
  });
  // A terminal signals the whole group; the primary says the same a moment later.
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => end(settings.DRAIN_NOTICE_SECONDS * 1_000));
  process.on("SIGHUP", () => {});
  tell({ kind: "listening", url: gateway.url });
  tellReadiness();
}

const readinessMs = 100;
