import { DialError, type Dialer } from "@portcullis/upstream/dialer";
import type { Mailer } from "../mail/mailer.ts";
import { noticeMail } from "../mail/notice-mail.ts";
import type { Message } from "../notice/message.ts";
import { retryAfterOf } from "../stream/send.ts";
import { signedHeaders } from "../stream/signature.ts";
import type { ChannelKind } from "./channel.ts";
import { payloadOf } from "./payload.ts";

/** What came of one sending: a sentence for the person who sees it, and how long it took. */
export type Delivery = { ok: boolean; sentence: string; durationMs: number };

/** For whoever sends again: what was refused for good, and how long the receiver asked to be left alone. */
export type Attempt = Delivery & { isRefusal: boolean; retryAfterMs?: number };

export type DeliveryDeps = { dialer: Dialer; mailer: Mailer | null; at: Date; timeoutMs?: number };
export type Parcel = { kind: ChannelKind; target: string /** Of a webhook: each signs. */; secrets: readonly string[]; message: Message };

/** Sends a message to a channel's target, once: mail through the operator's server, everything else through the guarded dialer. Never throws. */
export async function deliver(deps: DeliveryDeps, parcel: Parcel): Promise<Attempt> {
  const start = performance.now();
  const outcome = await (parcel.kind === "email" ? byMail(deps, parcel) : byPost(deps, { ...parcel, kind: parcel.kind }));
  return { isRefusal: false, ...outcome, durationMs: Math.round(performance.now() - start) };
}

type Outcome = Omit<Attempt, "durationMs" | "isRefusal"> & { isRefusal?: boolean };

async function byMail({ mailer }: DeliveryDeps, { target, message }: Parcel): Promise<Outcome> {
  if (mailer === null) return { ok: false, sentence: "This installation sends no mail. Ask its operator to set SMTP_URL." };
  try {
    await mailer.send(noticeMail(target, message));
    return { ok: true, sentence: "The mail server took the message. Look into the mailbox." };
  } catch {
    return { ok: false, sentence: "The mail server did not take the message. Ask the operator of this installation to look at its log." };
  }
}

type Posted = Parcel & { kind: Exclude<ChannelKind, "email"> };

async function byPost({ dialer, at, timeoutMs = 10_000 }: DeliveryDeps, { kind, target, secrets, message }: Posted): Promise<Outcome> {
  const fetch = dialer.fetch(message.organization.slug, { headersTimeoutMs: timeoutMs, bodyTimeoutMs: timeoutMs });
  try {
    const body = JSON.stringify(payloadOf(kind, message));
    const signed = secrets.length > 0 ? signedHeaders(secrets, message.id, at, body) : {};
    const headers = { "content-type": "application/json", "user-agent": "Portcullis", ...signed };
    const answer = await fetch(target, { method: "POST", headers, body, signal: AbortSignal.timeout(timeoutMs) });
    await answer.body?.cancel();
    if (answer.ok) return { ok: true, sentence: `Delivered: the other side answered ${answer.status}.` };
    return {
      ok: false,
      sentence: `The other side answered ${answer.status}, so the message was not taken. ${adviceOf(answer.status)}`,
      isRefusal: answer.status < 500 && ![408, 425, 429].includes(answer.status),
      retryAfterMs: retryAfterOf(answer, at),
    };
  } catch (error) {
    if (error instanceof DialError) return { ok: false, sentence: error.message };
    if (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError"))
      return { ok: false, sentence: `The other side did not answer within ${Math.round(timeoutMs / 1_000)} seconds.` };
    return { ok: false, sentence: "The message could not be sent. Check the URL and try again." };
  } finally {
    await fetch.close();
  }
}

const adviceOf = (status: number): string => {
  if (status === 401 || status === 403) return "Check that the URL still has its secret part.";
  if (status === 404 || status === 410) return "The webhook may have been removed there: make a new one and enter its URL.";
  return status >= 500 || status === 429 ? "Try again later." : "Check that it is the URL of a webhook for this kind.";
};
