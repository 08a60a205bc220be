import type { Context } from "../caller.ts";
import { ControlPlaneError } from "../errors.ts";

/** How long ago a person may have shown who they are, for what is sensitive (security.md, section 12). */
export const freshLoginSeconds = 300;

/**
 * Refuses who has signed in too long ago: a browser that was left open must not mint tokens or open what was stopped. Machines have no login:
 * an API key is bound by its scopes, a command of the host by the keys that it reads.
 * @throws ControlPlaneError fresh_login; after the password was entered again ({@link confirmLogin}) the same request goes through
 */
export function requireFreshLogin({ caller, clock }: Pick<Context, "caller" | "clock">): void {
  if (caller.signedInAt === "machine" || caller.apiKey !== undefined) return;
  const agoSeconds = (clock().getTime() - caller.signedInAt.getTime()) / 1_000;
  if (agoSeconds <= freshLoginSeconds) return;
  throw new ControlPlaneError("fresh_login", "This asks for a login of the last 5 minutes. Enter your password again, then repeat it.", {
    operator: `signed in ${Math.round(agoSeconds)} s ago`,
  });
}
