import { type JsonObject, REQUEST_LIMITS, scan } from "@portcullis/protocol";
import { ControlPlaneError } from "../errors.ts";

/** The arguments that a person wrote, as the gateway would read them. @throws ControlPlaneError invalid for what is no strict JSON object */
export function editedArguments(text: string): JsonObject {
  const scanned = scan(Buffer.from(text), REQUEST_LIMITS);
  if (scanned.ok && scanned.root.kind === "object") return scanned.root;
  const problem = scanned.ok ? "they are not a JSON object" : scanned.failure.problem.replace("the message is", "they are");
  const message = `The arguments cannot be sent: ${problem}.`;
  throw new ControlPlaneError("invalid", message, { issues: [{ pointer: "/arguments", message }] });
}
