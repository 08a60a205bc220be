import { answerType, type ResponseMessage, readAnswer, readAnswers, SseSplitter, sseEvent } from "@portcullis/protocol";
import { joined } from "../enforce/batch.ts";
import { unavailable } from "../enforce/denial.ts";
import { maySend, tooLate } from "../enforce/send-deadline.ts";
import type { Exchange } from "../exchange.ts";
import { recordDecision } from "../record/decisions.ts";
import type { Reply } from "../reply.ts";
import { deliver, giveUp, noteFailure } from "./deliver.ts";
import { type Failure, failureBody, failureOf, isOutage, noRoom, revoked, TooLate, TooSlow, tooLarge, unreadable } from "./failure.ts";
import { answerBytesMax, resultOf, sessionGone } from "./json-answer.ts";
import { asSeenBy } from "./list-filter.ts";
import { requestHeaders } from "./request-headers.ts";
import { send, sendStreamHead } from "./send.ts";
import { StreamReader } from "./stream-reader.ts";
import { StreamWriter } from "./stream-writer.ts";
import type { Controller } from "./upstream-call.ts";
import { upwardBody } from "./upward-body.ts";

/** B8: the messages of a batch, all of them allowed, in one request as they came. */
export function forwardBatch(
  x: Exchange,
  parts: readonly Exchange[],
  { silenceMs, callMs }: { silenceMs: number; callMs: number },
): Reply | undefined {
  const { grant, origin, path } = x.tenant!;
  x.upward ??= upwardBody(x);
  if (x.upward === undefined) return unavailable(x);
  const { body } = x.upward;
  const call = new BatchCall(x, parts, callMs);
  try {
    const headers = requestHeaders(x, "POST");
    const times = { headersTimeout: silenceMs, bodyTimeout: silenceMs };
    const pool = x.connection ?? x.deps.pools.of(grant.organizationId, grant.organizationSlug, origin);
    pool.dispatch({ path, method: "POST", headers, body, ...times }, call);
  } catch (error) {
    call.onResponseError(undefined, error instanceof Error ? error : new Error(String(error)));
  }
  return undefined;
}

/** The answers come in one array or one by one as events; each is read, recorded and delivered as that of its own request. */
class BatchCall {
  readonly #x: Exchange;
  /** Requests that have no answer yet, by id. */
  readonly #open = new Map<string, Exchange>();
  readonly #chunks: Buffer[] = [];
  readonly #splitter = new SseSplitter();
  readonly #reader: StreamReader;
  readonly #timer: NodeJS.Timeout;
  #writer: StreamWriter | undefined;
  #controller: Controller | undefined;
  #status = 0;
  #sent = false;
  #bytes = 0;
  #over = false;
  /** Cuts what is still coming when everything has been said. */
  #cutTimer: NodeJS.Timeout | undefined;
  #isRead = false;
  #written = Promise.resolve();

  constructor(x: Exchange, parts: readonly Exchange[], callMs: number) {
    this.#x = x;
    this.#reader = new StreamReader(x, false);
    for (const part of parts) if (part.requestId !== undefined) this.#open.set(part.requestId.key, part);
    this.#timer = setTimeout(() => this.#controller?.abort(new TooSlow("the batch took longer than a call may take")), callMs);
    x.response.once("close", () => this.#writer?.clientClosed());
  }

  onRequestStart(controller: Controller): void {
    if (!maySend(this.#x)) throw new TooLate("decided too long ago, or what the decision stood on has changed");
    this.#controller = controller;
    this.#sent = true;
    for (const part of this.#x.parts ?? []) part.isSent = true;
  }

  onResponseStart(controller: Controller, status: number, headers: Record<string, string | string[] | undefined>): void {
    if (status < 200) return;
    this.#status = status;
    this.#x.attempt?.answered();
    const type = answerType(String(headers["content-type"] ?? ""));
    const isPlain = headers["content-encoding"] === undefined || headers["content-encoding"] === "identity";
    if (status === 404) this.#end(() => sessionGone(this.#x, status));
    else if (this.#open.size === 0 && status < 300)
      this.#end(() => deliver(this.#x, { status: 202 }, { outcome: "ok", upstreamStatus: status }));
    else if (status !== 200 || type === "other" || !isPlain) this.#fail(unreadable(`HTTP ${status} to a batch`));
    else if (type === "event-stream") {
      sendStreamHead(this.#x);
      this.#writer = new StreamWriter(this.#x, {
        onDrain: () => controller.resume(),
        onEnough: () => {},
        onRevoked: () => this.#fail(revoked),
        onRenewed: () => {},
        isLasting: false,
      });
      this.#writer.open();
    }
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#over) return;
    if (!this.#x.hold(chunk.length)) {
      this.#fail(noRoom);
      return;
    }
    if (this.#writer !== undefined) {
      this.#events(chunk);
      if (!this.#writer.isReady) controller.pause();
      return;
    }
    this.#bytes += chunk.length;
    if (this.#bytes > answerBytesMax) this.#fail(tooLarge(answerBytesMax));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#read();
    if (this.#over) return;
    if (this.#writer !== undefined) this.#fail(unreadable("the event stream ended before the last answer"));
    else this.#array(Buffer.concat(this.#chunks));
  }

  onResponseError(_controller: Controller | undefined, error: Error): void {
    this.#read();
    if (this.#over) return;
    if (!(error instanceof TooLate)) {
      const failure = failureOf(error, this.#sent);
      if (isOutage(error, failure)) this.#x.attempt?.failed();
      this.#fail(failure);
      return;
    }
    this.#end(() => {
      const replies = [...this.#open.values()].map((part) => tooLate(part));
      for (const part of this.#x.parts ?? []) part.judgement = { effect: "deny", reason: "deadline_exceeded", rule: "", message: null };
      deliver(this.#x, { status: 200, body: joined(replies.flatMap(({ body }) => body ?? [])) }, { outcome: "not_sent" });
    });
  }

  #array(bytes: Buffer): void {
    const read = readAnswers(bytes, "whole");
    if (!read.ok) {
      this.#fail(unreadable(read.failure.problem));
      return;
    }
    const messages = read.body.kind === "batch" ? read.body.messages : [read.body];
    const bodies: Uint8Array[] = [];
    const records: (Promise<void> | undefined)[] = [];
    for (const message of messages) {
      const part = message.kind === "response" ? this.#take(message) : undefined;
      if (part === undefined || message.kind !== "response") continue;
      const own = bytes.subarray(message.root.start, message.root.end);
      const seen = seenBy(part, own);
      records.push(recordDecision(part, seen === undefined ? { outcome: "unknown", upstreamStatus: 200 } : resultOf(message, 200, own)));
      bodies.push(seen ?? failureBody(part, unreadable("")));
    }
    const missing = unreadable("the answer to a batch lacks some of its answers");
    for (const part of this.#open.values()) {
      records.push(recordDecision(part, { outcome: missing.outcome, upstreamStatus: 200 }));
      bodies.push(failureBody(part, missing));
    }
    for (const part of this.#silent()) records.push(recordDecision(part, { outcome: "ok", upstreamStatus: 200 }));
    this.#end(() => {
      Promise.all(records)
        .then(
          () => send(this.#x, { status: 200, body: joined(bodies) }),
          () => send(this.#x, unavailable(this.#x)),
        )
        .catch((error: unknown) => giveUp(this.#x, error));
    });
  }

  #events(chunk: Buffer): void {
    const { pieces, problem } = this.#splitter.push(chunk);
    for (const piece of pieces) {
      if (this.#over) return;
      this.#x.letGo(piece.bytes.length);
      const read = piece.kind === "event" && piece.data?.length ? readAnswer(piece.data, "whole") : undefined;
      if (read !== undefined && !read.ok) {
        this.#fail(unreadable(read.failure.problem));
        return;
      }
      if (read?.body.kind !== "response") this.#aside(piece);
      else this.#answer(read.body, (piece as { data: Uint8Array }).data);
    }
    if (problem !== undefined) this.#fail(unreadable(`the event stream has ${problem}`));
  }

  /** What is no answer: judged as on any stream of this caller. */
  #aside(piece: Parameters<StreamReader["read"]>[0] | { kind: "comment"; bytes: Uint8Array }): void {
    if (piece.kind === "comment" || this.#reader.read(piece).kind === "pass") this.#later(() => this.#writer!.write(piece.bytes));
  }

  #answer(message: ResponseMessage, data: Uint8Array): void {
    const part = this.#take(message);
    if (part === undefined) return;
    const seen = seenBy(part, data);
    const result = seen === undefined ? ({ outcome: "unknown", upstreamStatus: 200 } as const) : resultOf(message, 200, data);
    this.#later(async () => {
      await recordDecision(part, result);
      this.#writer!.write(sseEvent({ data: seen ?? failureBody(part, unreadable("")) }));
    });
    if (this.#open.size === 0) this.#end(() => this.#close());
  }

  #take({ id }: ResponseMessage): Exchange | undefined {
    const part = id === undefined ? undefined : this.#open.get(id.key);
    if (id !== undefined) this.#open.delete(id.key);
    return part;
  }

  /** Notifications and posted answers: nobody answers them. */
  #silent(): Exchange[] {
    return (this.#x.parts ?? []).filter(({ requestId }) => requestId === undefined);
  }

  /** In the order of arrival, each behind its record; what cannot be recorded is not delivered. */
  #later(write: () => void | Promise<void>): void {
    this.#written = this.#written.then(write).catch((error: unknown) => giveUp(this.#x, error));
  }

  #close(): void {
    this.#later(async () => {
      await Promise.all(this.#silent().map((part) => recordDecision(part, { outcome: "ok", upstreamStatus: 200 })));
      this.#writer!.close();
    });
  }

  #fail(failure: Failure): void {
    if (this.#over) return;
    noteFailure(this.#x, failure, this.#status);
    const { outcome, status } = failure;
    const open = [...this.#open.values()];
    const bodies = open.map((part) => failureBody(part, failure));
    this.#end(() => {
      if (this.#writer === undefined) {
        deliver(this.#x, { status, body: joined(bodies) }, { outcome, upstreamStatus: this.#status || undefined });
        return;
      }
      for (const [index, part] of open.entries()) {
        this.#later(async () => {
          await recordDecision(part, { outcome, upstreamStatus: 200 });
          this.#writer!.write(sseEvent({ data: bodies[index]! }));
        });
      }
      this.#close();
    });
    this.#controller?.abort(new Error(failure.operator));
  }

  #end(then: () => void): void {
    this.#over = true;
    clearTimeout(this.#timer);
    if (!this.#isRead) this.#cutTimer = setTimeout(() => this.#controller?.abort(new Error("the rest of the answer is not needed")), cutMs);
    then();
  }

  #read(): void {
    this.#isRead = true;
    clearTimeout(this.#cutTimer);
  }
}

const cutMs = 2_000;

/** The answer as this caller may see it, read on its own: its spans are those of its own bytes. */
function seenBy(part: Exchange, bytes: Uint8Array): Uint8Array | undefined {
  const read = readAnswer(bytes, "whole");
  return read.ok && read.body.kind === "response" ? asSeenBy(part, bytes, read.body, part.rule)?.body : undefined;
}
