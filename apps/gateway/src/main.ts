import cluster from "node:cluster";
import { ZodError } from "zod";
import { type GatewaySettings, readEnv } from "./env.ts";
import { startGateway } from "./gateway.ts";
import { startWorkers } from "./workers/primary.ts";
import { runWorker } from "./workers/worker.ts";

try {
  const settings = readEnv();
  if (cluster.isWorker) await runWorker(settings);
  else if (settings.GATEWAY_WORKERS > 1) {
    const gateways = await startWorkers(settings);
    console.log(`Gateway listening on ${gateways.url}, operator port on ${gateways.operatorUrl}`);
    endBySignal(gateways, settings);
    // For new settings of the environment a restart is needed; this is for processes that grew, and to try that nothing fails.
    process.on("SIGHUP", () => void gateways.replaceAll().catch((error: unknown) => console.error(sentence(error))));
  } else {
    const gateway = await startGateway();
    console.log(`Gateway listening on ${gateway.url}, operator port on ${gateway.operatorUrl}`);
    endBySignal(gateway, settings);
  }
} catch (error) {
  console.error(sentence(error));
  process.exit(1);
}

/** Whatever a drain still waits for when all its times are over (a database that takes no outcome, say), the process ends; what it could not store is closed by the next. */
function endBySignal(gateway: { close(): Promise<void> }, { DRAIN_NOTICE_SECONDS, DRAIN_SECONDS }: GatewaySettings): void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), (DRAIN_NOTICE_SECONDS + DRAIN_SECONDS + lastSeconds) * 1_000).unref();
    void gateway.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(sentence(error));
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}

/** One line for the operator; a stack only for what nobody foresaw. */
function sentence(error: unknown): string {
  if (error instanceof ZodError) return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n");
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE" && "port" in error)
    return `Port ${error.port} is taken. Stop what uses it, or set GATEWAY_PORT or OPERATOR_PORT to another.`;
  return "code" in error || error.name !== "Error" ? error.message : (error.stack ?? error.message);
}

const lastSeconds = 10;
