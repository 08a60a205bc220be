import { ZodError } from "zod";
import { startGateway } from "./gateway.ts";

try {
  const gateway = await startGateway();
  console.log(`Gateway listening on ${gateway.url}, operator port on ${gateway.operatorUrl}`);
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    void gateway.close().then(() => process.exit(0));
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
  if ("code" in error && error.code === "EADDRINUSE" && "port" in error)
    return `Port ${error.port} is taken. Stop what uses it, or set GATEWAY_PORT or OPERATOR_PORT to another.`;
  return "code" in error || error.name !== "Error" ? error.message : (error.stack ?? error.message);
}
