import { rewriteEvent, type SseEvent, type SsePiece, SseSplitter, sseEvent } from "@portcullis/protocol";
import { listChanges } from "../enforce/list-changes.ts";
import type { Exchange } from "../exchange.ts";
import { recordDecision } from "../record/decisions.ts";
import type { Tenant } from "../tenant/tenants.ts";
import { deliverFailure, giveUp, noteFailure, type Result, unrecorded } from "./deliver.ts";
import { type Failure, failureBody, noRoom, revoked, unreadable } from "./failure.ts";
import { openedSession, unopenable } from "./initialize.ts";
import { resultOf } from "./json-answer.ts";
import { Noise } from "./noise.ts";
import { sendStreamHead } from "./send.ts";
import { StreamReader, type Verdict } from "./stream-reader.ts";
import { StreamWriter } from "./stream-writer.ts";
import type { Controller } from "./upstream-call.ts";

/**
 * An event stream of an upstream, passed on event by event (H1). The event that answers the request waits until the decision is
 * recorded; a stream that answers no request (GET, listen) is recorded before its head goes out.
 */
export class EventAnswer {
  readonly #x: Exchange;
  readonly #controller: Controller;
  readonly #sessionId: string | undefined;
  readonly #splitter = new SseSplitter();
  readonly #reader: StreamReader;
  readonly #writer: StreamWriter;
  /** No call waits for this stream: it lives until one side has enough of it. */
  readonly #isLasting: boolean;
  readonly #noise = new Noise();
  readonly #queue: SsePiece[] = [];
  /** Into the queue: what comes next. */
  #next = 0;
  /** What came before the answer to `initialize`, whose head waits for the session (B3). */
  #early: Uint8Array[] | undefined;
  #earlyBytes = 0;
  #waiting = false;
  #ended = false;
  #answered = false;
  #hasEventIds = false;

  constructor(x: Exchange, controller: Controller, sessionId: string | undefined) {
    this.#x = x;
    this.#controller = controller;
    this.#sessionId = sessionId;
    x.opensSession = x.isInitialize && sessionId !== undefined;
    this.#isLasting = x.message === undefined || x.rule?.method === "subscriptions/listen";
    this.#reader = new StreamReader(x, this.#isLasting && x.message === undefined);
    this.#writer = new StreamWriter(x, {
      onDrain: () => this.#pump(),
      onEnough: () => this.#enough(),
      onRevoked: () => this.#break(revoked),
      onRenewed: (before, now) => this.#tellChanges(before, now),
      isLasting: this.#isLasting,
    });
    if (x.isInitialize) this.#early = [];
    else if (this.#isLasting) this.#recordThen({ outcome: "ok", upstreamStatus: 200 }, () => this.#begin());
    else this.#begin();
  }

  data(chunk: Buffer): void {
    if (this.#answered || this.#ended) return;
    if (!this.#x.hold(chunk.length)) {
      this.#break(noRoom);
      return;
    }
    // A little at a time: a chunk of line breaks alone is many thousand pieces.
    for (let at = 0; at < chunk.length && !this.#answered && !this.#ended; at += sliceBytes)
      this.#read(chunk.subarray(at, at + sliceBytes));
  }

  #read(slice: Uint8Array): void {
    const { pieces, problem } = this.#splitter.push(slice);
    if (this.#noise.isTooMuch(pieces, performance.now())) {
      this.#break(unreadable("the event stream is all comments and empty events"));
      return;
    }
    for (const piece of pieces) this.#queue.push(piece);
    this.#pump();
    if (problem !== undefined) this.#break(unreadable(`the event stream has ${problem}`));
  }

  end(): void {
    this.#ended = true;
    this.#pump();
  }

  fail(failure: Failure): void {
    if (this.#answered || this.#ended) return;
    this.#ended = true;
    // What waits for its record was whole before the stream broke.
    if (!this.#waiting) this.#failed(failure);
  }

  /** The client has gone: nothing is written any more, and a legacy call still gets its record when it ends. */
  clientClosed(): void {
    this.#writer.clientClosed();
    if (this.#isLasting && !this.#answered) {
      this.#answered = true;
      this.#writer.close();
    }
  }

  #begin(): void {
    sendStreamHead(this.#x);
    this.#writer.open();
    this.#pump();
  }

  #pump(): void {
    while (!this.#waiting && !this.#answered && this.#next < this.#queue.length && this.#writer.isReady)
      this.#take(this.#queue[this.#next++]!);
    if (this.#answered) return;
    if (this.#next === this.#queue.length) this.#empty();
    const isIdle = !this.#waiting && this.#queue.length === 0;
    if (this.#ended) {
      if (isIdle) this.#endedEarly();
    } else if (isIdle && this.#writer.isReady) this.#controller.resume();
    else this.#controller.pause();
  }

  #take(piece: SsePiece): void {
    // From here on it counts where it is kept: by the writer, until the client has read it.
    this.#x.letGo(piece.bytes.length);
    if (piece.kind === "comment") {
      // One that is to keep a connection alive has no use where no head is out.
      if (this.#early === undefined) this.#writer.write(piece.bytes);
      return;
    }
    if (piece.id !== undefined) this.#hasEventIds = true;
    const verdict = this.#reader.read(piece);
    switch (verdict.kind) {
      case "pass":
        this.#passSeen(this.#bytesOf(piece, verdict.data));
        return;
      case "drop":
        return;
      case "broken":
        this.#break(unreadable(verdict.problem));
        return;
      case "answer":
        this.#answer(piece, verdict);
        return;
    }
  }

  /** C10: nothing is resumable in the modern era, so `id` and `retry` lines stay behind. */
  #bytesOf(piece: SseEvent, data: Uint8Array | undefined): Uint8Array {
    const dropResumption = this.#x.era === "modern" && (piece.id !== undefined || piece.retry !== undefined);
    return data === undefined && !dropResumption ? piece.bytes : rewriteEvent(piece, { data, dropResumption });
  }

  /** A list on a stream that answers no request: written down first, as any other (F8). */
  #passSeen(bytes: Uint8Array): void {
    const { sighting } = this.#x;
    if (sighting === undefined) {
      this.#pass(bytes);
      return;
    }
    this.#x.sighting = undefined;
    this.#waiting = true;
    this.#controller.pause();
    sighting
      .then(() => {
        this.#waiting = false;
        if (this.#answered) return;
        this.#pass(bytes);
        this.#pump();
      })
      .catch((error: unknown) => giveUp(this.#x, error));
  }

  #pass(bytes: Uint8Array): void {
    if (this.#early === undefined) {
      this.#writer.write(bytes);
      return;
    }
    this.#early.push(bytes);
    this.#earlyBytes += bytes.length;
    if (this.#earlyBytes > earlyBytesMax) this.#break(unreadable("more than 256 KiB came before the answer to initialize"));
  }

  #empty(): void {
    this.#queue.length = 0;
    this.#next = 0;
  }

  #answer(piece: SseEvent, { message, data }: Extract<Verdict, { kind: "answer" }>): void {
    const x = this.#x;
    const bytes = this.#bytesOf(piece, data);
    if (this.#isLasting) {
      this.#writer.write(bytes);
      this.#over();
      return;
    }
    const headers = x.isInitialize ? openedSession(x, message, this.#sessionId) : [];
    if (headers === undefined) {
      this.#break(unreadable(unopenable));
      return;
    }
    this.#recordThen(resultOf(message, 200, piece.data!), () => {
      if (this.#early !== undefined) {
        sendStreamHead(x, headers);
        this.#writer.open();
        for (const early of this.#early) this.#writer.write(early);
        this.#early = undefined;
      }
      this.#writer.write(bytes);
      this.#over();
    });
  }

  /** Holds everything back until the record is committed (L3). What cannot be recorded is not delivered. */
  #recordThen(result: Result, then: () => void): void {
    const stored = recordDecision(this.#x, result);
    if (stored === undefined) {
      then();
      if (this.#answered) this.#controller.resume();
      return;
    }
    this.#waiting = true;
    this.#controller.pause();
    stored
      .then(
        () => {
          this.#waiting = false;
          // The client of a lasting stream may have gone meanwhile.
          if (!this.#answered) then();
          // Whatever follows the answer is not read as anything, but a connection that is read to its end can be used again.
          if (this.#answered) this.#controller.resume();
        },
        (error: unknown) => this.#withhold(error, result),
      )
      .catch((error: unknown) => giveUp(this.#x, error));
  }

  #withhold(error: unknown, result: Result): void {
    const { body, status } = unrecorded(this.#x, error, result);
    this.#answered = true;
    this.#controller.abort(new Error("the decision could not be recorded"));
    if (this.#writer.isOpen && body !== undefined) this.#writer.write(sseEvent({ data: body }));
    this.#writer.close(this.#writer.isOpen ? undefined : { status, body });
  }

  /** The stream cannot be read on. */
  #break(failure: Failure): void {
    this.#ended = true;
    if (!this.#waiting) this.#failed(failure);
    this.#controller.abort(new Error(failure.operator));
  }

  /** H3: the upstream is gone and the request has no answer. */
  #failed(failure: Failure): void {
    if (this.#answered) return;
    this.#answered = true;
    const x = this.#x;
    if (!this.#writer.isOpen) {
      this.#writer.forget();
      deliverFailure(x, failure, 200);
      return;
    }
    noteFailure(x, failure, 200);
    if (this.#isLasting) {
      this.#writer.close();
      return;
    }
    // A legacy client that knows event ids resumes; an error would end its call.
    const body = x.era === "legacy" && this.#hasEventIds ? undefined : failureBody(x, failure);
    const result = { outcome: failure.outcome, upstreamStatus: 200 };
    Promise.resolve(recordDecision(x, result))
      .catch((error: unknown) => void unrecorded(x, error, result))
      .then(() => {
        if (body !== undefined) this.#writer.write(sseEvent({ data: body }));
        this.#writer.close();
      })
      .catch((error: unknown) => giveUp(x, error));
  }

  #endedEarly(): void {
    if (this.#isLasting) {
      this.#over();
      return;
    }
    this.#failed({
      status: 502,
      sentence: "The registered server ended the stream without an answer. The call may have run.",
      operator: "the event stream ended before the answer",
      outcome: "unknown",
    });
  }

  /** F6. Behind the acknowledgement of a listener, and not in the middle of an event: the writer takes whole ones. */
  #tellChanges(before: Tenant, now: Tenant): void {
    if (this.#answered || (this.#x.era === "modern" && !this.#reader.isAcknowledged)) return;
    for (const data of listChanges(this.#x, before, now)) this.#writer.write(sseEvent({ data }));
  }

  /** A lasting stream has reached its age, its grant is gone, or the gateway shuts down: it ends soundly (C7, H5). */
  #enough(): void {
    if (this.#answered) return;
    this.#answered = true;
    const id = this.#x.requestId;
    if (id !== undefined) this.#writer.write(sseEvent({ data: `{"jsonrpc":"2.0","id":${id.text},"result":{"resultType":"complete"}}` }));
    this.#over();
    this.#controller.abort(new Error("the stream was ended by the gateway"));
  }

  #over(): void {
    this.#answered = true;
    this.#empty();
    this.#writer.close();
    // The server has said what it had to say; if it does not end its stream, the gateway does.
    if (!this.#ended) setTimeout(() => this.#controller.abort(new Error("the stream went on after its answer")), lingerMs).unref();
  }
}

const lingerMs = 5_000;
const sliceBytes = 4 * 1024;
const earlyBytesMax = 256 * 1024;
