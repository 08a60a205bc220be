import { type MessageId, type ResponseMessage, readAnswer } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { sessionNotFound } from "../message/session.ts";
import { deliver, deliverFailure, giveUp, type Result } from "./deliver.ts";
import { type Failure, noRoom, tooLarge, unreadable } from "./failure.ts";
import { openedSession, unopenable } from "./initialize.ts";
import { asSeenBy, depthOf } from "./list-filter.ts";
import { turns } from "./turns.ts";

export const answerBytesMax = 10 * 1024 * 1024;

/** A JSON body of an upstream: held until it is complete, checked whole, recorded, then sent in one write (H1). */
export class JsonAnswer {
  readonly #x: Exchange;
  readonly #status: number;
  readonly #sessionId: string | undefined;
  #first: Buffer | undefined;
  #chunks: Buffer[] | undefined;
  #bytes = 0;

  constructor(x: Exchange, status: number, sessionId: string | undefined) {
    this.#x = x;
    this.#status = status;
    this.#sessionId = sessionId;
    x.opensSession = x.isInitialize && sessionId !== undefined;
  }

  /** Why it cannot be read on, if so. */
  data(chunk: Buffer): Failure | undefined {
    this.#bytes += chunk.length;
    if (this.#bytes > answerBytesMax) return tooLarge(answerBytesMax);
    if (!this.#x.hold(chunk.length)) return noRoom;
    if (this.#first === undefined) this.#first = chunk;
    else if (this.#chunks === undefined) this.#chunks = [this.#first, chunk];
    else this.#chunks.push(chunk);
    return undefined;
  }

  end(): void {
    turns.run(this.#bytes, () => {
      try {
        this.#read();
      } catch (error) {
        giveUp(this.#x, error);
      }
    });
  }

  #read(): void {
    const bytes = this.#chunks ? Buffer.concat(this.#chunks) : (this.#first ?? Buffer.alloc(0));
    const read = readAnswer(bytes, depthOf(this.#x.rule));
    if (!read.ok) {
      this.fail(unreadable(`${read.failure.problem}; HTTP ${this.#status}`));
      return;
    }
    const message = read.body;
    if (message.kind !== "response") {
      this.fail(unreadable("the body is not a response"));
      return;
    }
    if (this.#status >= 400) this.#error(bytes, message);
    else this.#success(bytes, message);
  }

  fail(failure: Failure): void {
    deliverFailure(this.#x, failure, this.#status);
  }

  #success(bytes: Uint8Array, message: ResponseMessage): void {
    const x = this.#x;
    if (!isSameId(message.id, x.requestId)) {
      this.fail(unreadable("the answer's id is not the request's"));
      return;
    }
    const headers = x.isInitialize ? openedSession(x, message, this.#sessionId) : [];
    if (headers === undefined) {
      this.fail(unreadable(unopenable));
      return;
    }
    const seen = asSeenBy(x, bytes, message, x.rule);
    if (seen === undefined) {
      this.fail(unreadable(uncuttable));
      return;
    }
    deliver(x, { status: seen.status ?? this.#status, body: seen.body, headers }, resultOf(message, this.#status, bytes));
  }

  /** An upstream's 4xx counts as the answer when it is a JSON-RPC error, with this id or none (E1). */
  #error(bytes: Uint8Array, message: ResponseMessage): void {
    const x = this.#x;
    if (message.error === undefined || (message.id !== undefined && !isSameId(message.id, x.requestId))) {
      this.fail(unreadable(`HTTP ${this.#status} without a JSON-RPC error for this request`));
      return;
    }
    if (isSessionError(x, this.#status, message)) {
      sessionGone(x, this.#status);
      return;
    }
    deliver(x, { status: this.#status, body: bytes }, { outcome: "protocol_error", upstreamStatus: this.#status });
  }
}

/** Why `asSeenBy` gives nothing, for the operator. */
export const uncuttable = "the answer could not be cut to what the caller may see";

export const isSameId = (left: MessageId | undefined, right: MessageId | undefined): boolean =>
  left !== undefined && left.key === right?.key;

/**
 * What the record says of an answer: what the server answered, not that the action took place.
 * @param bytes the answer as the server gave it
 */
export function resultOf({ result, error }: ResponseMessage, upstreamStatus: number, bytes: Uint8Array): Result {
  const isError = result?.members.get("isError");
  const failed = isError?.kind === "boolean" && isError.value;
  return { outcome: error !== undefined ? "protocol_error" : failed ? "tool_error" : "ok", upstreamStatus, answer: bytes };
}

/** D3: at an upstream's 404 the session is over, and the client begins anew. */
export function sessionGone(x: Exchange, upstreamStatus: number): void {
  if (x.session !== undefined) x.deps.sessions.end(x.session);
  deliver(x, sessionNotFound(x), { outcome: "protocol_error", upstreamStatus });
}

/** Some servers say 400 where the specification says 404. */
function isSessionError({ session }: Exchange, status: number, { error }: ResponseMessage): boolean {
  if (session === undefined || status !== 400) return false;
  const code = error?.members.get("code");
  const message = error?.members.get("message");
  return (
    code?.kind === "number" &&
    (code.text === "-32000" || code.text === "-32001") &&
    message?.kind === "string" &&
    /session/i.test(message.value)
  );
}
