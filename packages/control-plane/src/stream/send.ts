import { DialError, type Dialer } from "@portcullis/upstream/dialer";
import type { Delivery } from "./payload.ts";
import { payloadOf } from "./payload.ts";
import type { StreamTarget } from "./sealed.ts";

/** What came of one sending: a sentence for the person who sees it. */
export type Sent = {
  ok: boolean;
  sentence: string;
  /** It took the batch, and said that it has refused a part. */
  refused?: true;
  /** What the receiver asked for, at most an hour. */
  retryAfterMs?: number;
};

/** A receiver has so long for all of it: whoever is slower gets it again. */
export const sendTimeoutMs = 10_000;
const answerBytesMax = 64 * 1024;

/**
 * Sends one batch through the dialer, once. Of what the receiver answers only the status is told, and how many records an OTLP receiver says
 * that it has refused. Never throws.
 */
export async function sendBatch(
  { dialer, organizationSlug, at, timeoutMs = sendTimeoutMs }: { dialer: Dialer; organizationSlug: string; at: Date; timeoutMs?: number },
  target: StreamTarget,
  delivery: Delivery,
): Promise<Sent> {
  const { body, headers } = payloadOf(delivery, at);
  const fetch = dialer.fetch(organizationSlug, { headersTimeoutMs: timeoutMs, bodyTimeoutMs: timeoutMs });
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(target.url, { method: "POST", headers: { ...target.headers, ...headers }, body, signal });
    if (answer.ok) return await takenBy(delivery, answer);
    await answer.body?.cancel();
    return {
      ok: false,
      sentence: `The receiver answered ${answer.status}. ${adviceOf(answer.status)}`,
      retryAfterMs: retryAfterOf(answer, at),
    };
  } catch (error) {
    if (error instanceof DialError) return { ok: false, sentence: error.message };
    if (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError"))
      return { ok: false, sentence: `The receiver did not answer within ${Math.round(timeoutMs / 1_000)} seconds.` };
    return { ok: false, sentence: "The events could not be sent. Check the URL." };
  } finally {
    await fetch.close();
  }
}

async function takenBy({ kind }: Delivery, answer: Response): Promise<Sent> {
  const sentence = `The receiver answered ${answer.status}.`;
  if (kind !== "otlp") {
    await answer.body?.cancel();
    return { ok: true, sentence };
  }
  const rejected = rejectedOf(await textOf(answer));
  // OTLP: what a receiver has refused of a batch that it took must not be sent again.
  return rejected > 0
    ? { ok: true, refused: true, sentence: `The receiver took the batch and refused ${rejected} of its records.` }
    : { ok: true, sentence };
}

/** partialSuccess.rejectedLogRecords of an ExportLogsServiceResponse. */
function rejectedOf(text: string): number {
  try {
    const answer = JSON.parse(text) as { partialSuccess?: { rejectedLogRecords?: string | number } };
    const count = Number(answer.partialSuccess?.rejectedLogRecords ?? 0);
    return Number.isSafeInteger(count) && count > 0 ? count : 0;
  } catch {
    return 0;
  }
}

async function textOf(answer: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > answerBytesMax) break;
  }
  return text;
}

/** How long a receiver asks to be left alone, at most an hour. */
export function retryAfterOf(answer: Response, at: Date): number | undefined {
  const text = answer.headers.get("retry-after");
  if (!text) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - at.getTime();
  return ms > 0 ? Math.min(ms, 3_600_000) : undefined;
}

const adviceOf = (status: number): string => {
  if (status === 401 || status === 403) return "Check the token in its headers.";
  if (status === 404 || status === 410) return "Check the URL; the receiver may have been removed there.";
  if (status === 413) return "It does not take bodies of this size.";
  return status >= 500 || status === 429 ? "It is tried again." : "Check that it takes what this stream sends.";
};
