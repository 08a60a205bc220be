import type { Caller } from "../caller.ts";
import { ControlPlaneError } from "../errors.ts";

/** For what only people may do. @throws ControlPlaneError forbidden for an API key */
export function requirePerson({ apiKey }: Pick<Caller, "apiKey">): void {
  if (!apiKey) return;
  throw new ControlPlaneError("forbidden", "An API key cannot do this: sign in to the dashboard.", {
    operator: `api key ${apiKey.id} tried what is for people`,
  });
}
