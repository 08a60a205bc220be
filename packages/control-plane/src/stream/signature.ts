import { createHmac } from "node:crypto";

/** A new signing secret: 32 random bytes behind `whsec_`, as Standard Webhooks writes them. */
export const newSigningSecret = (random: (bytes: number) => Buffer): string => `${prefix}${random(32).toString("base64")}`;

/**
 * The headers of a signed delivery (Standard Webhooks 1.0, symmetric): HMAC-SHA-256 over id, timestamp and body, one signature per secret.
 * The id is that of the batch and stays over repetitions; the timestamp is that of the sending, for the receiver's tolerance of 5 minutes.
 */
export function signedHeaders(secrets: readonly string[], id: string, at: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signatures = secrets.map(
    (secret) => `v1,${createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest("base64")}`,
  );
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}

const prefix = "whsec_";
const keyOf = (secret: string) => Buffer.from(secret.slice(prefix.length), "base64");
