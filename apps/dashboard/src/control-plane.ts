import { type ControlPlane, createDialer, deriveSecret, openControlPlane, parseKeyring, roleUrl } from "@portcullis/control-plane";
import { env } from "./env.ts";

/** `next dev` loads modules again at every edit; the pool of connections must not grow with it. */
const kept = globalThis as { portcullisControlPlane?: ControlPlane };

/** The one control plane of this process, opened at the first use. */
export function controlPlane(): ControlPlane {
  kept.portcullisControlPlane ??= open();
  return kept.portcullisControlPlane;
}

/** The secret that encrypts session cookies, derived from the root key. */
export const sessionSecret = () => deriveSecret(parseKeyring(env().rootKey), "dashboard/next-auth");

function open(): ControlPlane {
  const settings = env();
  const keyring = parseKeyring(settings.rootKey);
  return openControlPlane({
    databaseUrl: roleUrl(settings.databaseUrl, "pc_app", keyring),
    keyring,
    dialer: createDialer({ privateUpstreams: settings.privateUpstreams, allowLoopback: settings.allowLoopback }),
    signUp: settings.signUp,
    gatewayUrl: settings.gatewayUrl,
    dashboardUrl: settings.dashboardUrl,
  });
}
