import { DialError } from "@portcullis/upstream";
import type { Context } from "../caller.ts";
import { testMail } from "../mail/messages.ts";
import type { ChannelKind } from "./channel.ts";
import { payloadOf } from "./payload.ts";

/** What came of one sending: a sentence for the person who sees it, and how long it took. */
export type Delivery = { ok: boolean; sentence: string; durationMs: number };

type Parcel = { kind: ChannelKind; target: string; organizationName: string };

/** Sends a test message to a channel's target: mail through the operator's server, everything else through the guarded dialer. */
export async function deliver(ctx: Context, parcel: Parcel): Promise<Delivery> {
  const start = performance.now();
  const outcome = await (parcel.kind === "email" ? byMail(ctx, parcel) : byPost(ctx, parcel));
  return { ...outcome, durationMs: Math.round(performance.now() - start) };
}

async function byMail({ mailer }: Context, { target, organizationName }: Parcel): Promise<Omit<Delivery, "durationMs">> {
  if (mailer === null) return { ok: false, sentence: "This installation sends no mail. Ask its operator to set SMTP_URL." };
  try {
    await mailer.send(testMail({ to: target, organizationName }));
    return { ok: true, sentence: "The mail server took the message. Look into the mailbox." };
  } catch {
    return { ok: false, sentence: "The mail server did not take the message. Ask the operator of this installation to look at its log." };
  }
}

async function byPost(ctx: Context, { kind, target, organizationName }: Parcel): Promise<Omit<Delivery, "durationMs">> {
  const fetch = ctx.dialer.fetch(ctx.caller.organizationSlug, { headersTimeoutMs: 10_000, bodyTimeoutMs: 10_000 });
  try {
    const body = JSON.stringify(payloadOf(kind, { organizationName, at: ctx.clock(), id: ctx.newId() }));
    const answer = await fetch(target, { method: "POST", headers: { "content-type": "application/json" }, body });
    await answer.body?.cancel();
    if (answer.ok) return { ok: true, sentence: `Delivered: the other side answered ${answer.status}.` };
    return { ok: false, sentence: `The other side answered ${answer.status}, so the message was not taken. ${adviceOf(answer.status)}` };
  } catch (error) {
    if (error instanceof DialError) return { ok: false, sentence: error.message };
    return { ok: false, sentence: "The message could not be sent. Check the URL and try again." };
  } finally {
    await fetch.close();
  }
}

const adviceOf = (status: number): string => {
  if (status === 401 || status === 403) return "Check that the URL still has its secret part.";
  if (status === 404 || status === 410) return "The webhook may have been removed there: make a new one and enter its URL.";
  return status >= 500 ? "Try again later." : "Check that it is the URL of a webhook for this kind.";
};
