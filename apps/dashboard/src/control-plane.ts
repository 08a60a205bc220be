import { type ControlPlane, deriveSecret, openControlPlane } from "@portcullis/control-plane";
import { env } from "./env.ts";

/** `next dev` loads modules again at every edit; the pool of connections must not grow with it. */
const kept = globalThis as { portcullisControlPlane?: ControlPlane };

/** The one control plane of this process, opened at the first use. */
export function controlPlane(): ControlPlane {
  kept.portcullisControlPlane ??= open();
  return kept.portcullisControlPlane;
}

/** The secret that encrypts session cookies, derived from the root key. */
export const sessionSecret = () => deriveSecret(controlPlane().keyring, "dashboard/next-auth");

function open(): ControlPlane {
  const { databaseUrl, rootKey, privateUpstreams, allowLoopback, signUp, gatewayUrl, dashboardUrl } = env();
  return openControlPlane({
    databaseUrl,
    rootKey,
    privateUpstreams,
    allowLoopback,
    signUp,
    gatewayUrl,
    dashboardUrl,
    onDatabaseError: (error) => console.error("database connection lost", error),
  });
}
