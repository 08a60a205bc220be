import { ZodError } from "zod";
import { readEnv } from "./env.ts";
import { startWorker } from "./worker.ts";

/** What happens by itself: sealing, checkpoints, closing the books of gateways that died, tidying up, retention. */
try {
  const worker = await startWorker(readEnv());
  console.log(`Worker running, operator port on ${worker.url}`);
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    void worker.close().then(() => process.exit(0));
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
} catch (error) {
  console.error(sentence(error));
  process.exit(1);
}

/** One line for the operator; a stack only for what nobody foresaw. */
function sentence(error: unknown): string {
  if (error instanceof ZodError) return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n");
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE")
    return "The worker's port is taken. Stop what uses it, or set WORKER_PORT to another.";
  return error.name !== "Error" ? error.message : (error.stack ?? error.message);
}
