import cluster from "node:cluster";
import { ZodError } from "zod";
import { readEnv } from "./env.ts";
import { startGateway } from "./gateway.ts";
import { startWorkers } from "./workers/primary.ts";
import { runWorker } from "./workers/worker.ts";

try {
  const settings = readEnv();
  if (cluster.isWorker) await runWorker(settings);
  else if (settings.GATEWAY_WORKERS > 1) {
    const gateways = await startWorkers(settings);
    console.log(`Gateway listening on ${gateways.url}, operator port on ${gateways.operatorUrl}`);
    endBySignal(gateways);
    // For new settings of the environment a restart is needed; this is for processes that grew, and to try that nothing fails.
    process.on("SIGHUP", () => void gateways.replaceAll().catch((error: unknown) => console.error(sentence(error))));
  } else {
    const gateway = await startGateway();
    console.log(`Gateway listening on ${gateway.url}, operator port on ${gateway.operatorUrl}`);
    endBySignal(gateway);
  }
} catch (error) {
  console.error(sentence(error));
  process.exit(1);
}

function endBySignal(gateway: { close(): Promise<void> }): void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    void gateway.close().then(() => process.exit(0));
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
