import type { ControlPlane } from "./open.ts";
import { outsideOrganizations } from "./transaction.ts";

/** Does the database answer? For health checks. @throws ControlPlaneError unavailable */
export async function ping(cp: ControlPlane): Promise<void> {
  await outsideOrganizations(cp, (tx) => tx.$queryRaw`SELECT 1`);
}
