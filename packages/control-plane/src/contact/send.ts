import { createHmac } from "node:crypto";
import type { Tx } from "@portcullis/db";
import { deriveKey } from "@portcullis/db/keys";
import { z } from "zod";
import { ControlPlaneError } from "../errors.ts";
import { Email, Name, Source } from "../fields.ts";
import { readInput } from "../input.ts";
import { contactMail } from "../mail/messages.ts";
import { networkOf } from "../network.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";

export const SendContactMessageInput = z.strictObject({
  name: Name,
  email: Email,
  message: z
    .string()
    .trim()
    .min(1, "Write a message.")
    .max(5_000, "Use at most 5,000 characters.")
    .regex(/^[^\0\p{Cs}]*$/u, "The message has characters that no text can have."),
  source: Source,
});
export type SendContactMessageInput = z.input<typeof SendContactMessageInput>;

/** How many messages are taken: from one network, and from all of them together. */
export const contactLimits = {
  network: { messagesMax: 5, windowSeconds: 3_600 },
  all: { messagesMax: 200, windowSeconds: 86_400 },
} as const;

/**
 * Keeps a message to whoever runs this installation, and mails it where there is mail. No caller. The message is kept also when the mail does
 * not go out.
 * @param operatorEmail where the operator wants the mail; null: nowhere
 * @throws ControlPlaneError invalid, throttled
 */
export async function sendContactMessage(cp: ControlPlane, input: SendContactMessageInput, operatorEmail: string | null): Promise<void> {
  const { source, ...message } = readInput(SendContactMessageInput, input);
  const network = createHmac("sha256", deriveKey(cp.keyring, "contact").key).update(networkOf(source)).digest("base64url");
  const now = cp.clock();
  await outsideOrganizations(cp, async (tx) => {
    // One after the other: of two messages at once the second counts the first.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('portcullis.contact'))`;
    await requireRoom(tx, network, now, source);
    await tx.$executeRaw`
      INSERT INTO portcullis.contact_message (id, name, email, message, network, created_at)
      VALUES (${cp.newId()}::uuid, ${message.name}, ${message.email}, ${message.message}, ${network}, ${now})`;
  });
  if (operatorEmail !== null) void cp.mailer?.send(contactMail({ to: operatorEmail, ...message })).catch(() => undefined);
}

async function requireRoom(tx: Tx, network: string, now: Date, source: string): Promise<void> {
  const since = (seconds: number) => new Date(now.getTime() - seconds * 1000);
  const [row] = await tx.$queryRaw<{ own: number; every: number }[]>`
    SELECT count(*)::int AS every,
      count(*) FILTER (WHERE network = ${network} AND created_at > ${since(contactLimits.network.windowSeconds)})::int AS own
    FROM portcullis.contact_message WHERE created_at > ${since(contactLimits.all.windowSeconds)}`;
  const { own = 0, every = 0 } = row ?? {};
  const full = own >= contactLimits.network.messagesMax ? "network" : every >= contactLimits.all.messagesMax ? "all" : null;
  if (full === null) return;
  throw new ControlPlaneError("throttled", "Too many messages have come in. Your text was not sent; try again in an hour.", {
    operator: `contact form throttled (${full}), source ${source}`,
    retryAfterSeconds: contactLimits.network.windowSeconds,
  });
}
