import { type ControlPlane, deriveSecret, openControlPlane, openMailer } from "@portcullis/control-plane";
import { env } from "./env.ts";

let opened: ControlPlane | undefined;

/**
 * The control plane, opened at the first use. Next loads this module once for pages and once for route handlers, and each of
 * the two needs its own: the database packs its client away under the module that made it.
 */
export function controlPlane(): ControlPlane {
  opened ??= open();
  return opened;
}

/** The secret that encrypts session cookies, derived from the root key. */
export const sessionSecret = () => deriveSecret(controlPlane().keyring, "dashboard/next-auth");

/** The secret behind the tokens that confirm a state change. */
export const csrfSecret = () => deriveSecret(controlPlane().keyring, "dashboard/csrf");

function open(): ControlPlane {
  const { databaseUrl, rootKey, privateUpstreams, allowLoopback, mail, signUp, signUpsPerHour, gatewayUrl, dashboardUrl } = env();
  return openControlPlane({
    databaseUrl,
    rootKey,
    privateUpstreams,
    allowLoopback,
    mailer: mail ? openMailer({ ...mail, onError: (error) => console.error("mail was not sent", error) }) : null,
    signUp,
    signUpsPerHour,
    gatewayUrl,
    dashboardUrl,
    onDatabaseError: (error) => console.error("database connection lost", error),
  });
}
