import { answerType } from "@portcullis/protocol";
import { maySend, stillStands, tooLate } from "../enforce/send-deadline.ts";
import type { Exchange } from "../exchange.ts";
import { sendCancelled } from "./aside.ts";
import { Decoder } from "./decoder.ts";
import { deliver, deliverFailure, giveUp } from "./deliver.ts";
import { EventAnswer } from "./event-answer.ts";
import { type Failure, failureOf, isOutage, TooLate, TooSlow, tooLarge, unreadable } from "./failure.ts";
import { answerBytesMax, JsonAnswer, sessionGone } from "./json-answer.ts";

/** What the HTTP client hands to a handler. */
export type Controller = { abort(reason: Error): void; pause(): void; resume(): void };

type AnswerHeaders = Record<string, string | string[] | undefined>;

/** One request to an upstream: chooses how its answer is read, and sees that every end of it is recorded and answered once. */
export class UpstreamCall {
  readonly #x: Exchange;
  readonly #sendAgain: () => void;
  #controller: Controller | undefined;
  /** The request was handed to a connection: from here on the call may have run. */
  #sent = false;
  #status: number | undefined;
  #json: JsonAnswer | undefined;
  #events: EventAnswer | undefined;
  #decoder: Decoder | undefined;
  /** The body is not read; once it is over, so is this. */
  #atEnd: (() => void) | undefined;
  #over = false;
  readonly #timer: NodeJS.Timeout | undefined;
  #skipTimer: NodeJS.Timeout | undefined;

  /**
   * @param callMs how long the whole call may take
   * @param sendAgain called when nothing was sent and the decision stands under what was read anew
   */
  constructor(x: Exchange, callMs: number, sendAgain: () => void) {
    this.#x = x;
    this.#sendAgain = sendAgain;
    if (x.request.method === "POST" && x.rule?.method !== "subscriptions/listen") {
      this.#timer = setTimeout(() => this.#abort(new TooSlow("the call took longer than a call may take")), callMs);
    }
    x.response.once("close", () => this.#clientClosed());
  }

  onRequestStart(controller: Controller): void {
    // Thrown, not aborted: that would close a connection which is good for the next request.
    if (this.#over) throw new Error("the client has gone");
    if (!maySend(this.#x)) throw new TooLate("decided too long ago, or what the decision stood on has changed");
    this.#controller = controller;
    this.#sent = true;
    this.#x.isSent = true;
  }

  onResponseStart(controller: Controller, status: number, headers: AnswerHeaders): void {
    if (status < 200) return;
    this.#status = status;
    const x = this.#x;
    x.attempt?.answered();
    if (status >= 300 && status < 400) {
      this.#fail(unreadable(`HTTP ${status}: the server redirects`));
      return;
    }
    // L5: never a 401 for a credential that is not the client's.
    if (status === 401 || status === 403) {
      this.#fail(refusedCredential(status));
      return;
    }
    if (status === 404 && x.session !== undefined) {
      this.#skip(() => sessionGone(x, status));
      return;
    }
    if (status >= 500) {
      this.#fail(unreadable(`HTTP ${status}`));
      return;
    }
    const expectsBody = x.message?.kind === "request" || (x.request.method === "GET" && status < 300);
    if (expectsBody || (status >= 400 && status !== 405)) {
      this.#answer(controller, status, headers);
      return;
    }
    this.#skip(() => this.#bare(x.message === undefined ? status : 202, status));
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#decoder !== undefined) this.#decoder.push(chunk, controller);
    else this.#data(chunk);
  }

  #data(chunk: Buffer): void {
    if (this.#events !== undefined) this.#events.data(chunk);
    else if (this.#json !== undefined && !this.#over) {
      const failure = this.#json.data(chunk);
      if (failure !== undefined) this.#fail(failure);
    }
  }

  onResponseEnd(): void {
    if (this.#decoder !== undefined) this.#decoder.end();
    else this.#end();
  }

  #end(): void {
    if (this.#events !== undefined) this.#events.end();
    else if (this.#atEnd !== undefined) this.#atEnd();
    else if (!this.#over) this.#json?.end();
    this.#finish();
  }

  onResponseError(_controller: Controller | undefined, error: Error): void {
    const failure = failureOf(error, this.#sent);
    this.#decoder?.destroy();
    if (isOutage(error, failure)) this.#x.attempt?.failed();
    const { requestId, session } = this.#x;
    // Without a session the id could be another caller's.
    if (failure.outcome === "timeout" && session !== undefined && requestId !== undefined) sendCancelled(this.#x, requestId);
    if (this.#events !== undefined) this.#events.fail(failure);
    else if (this.#atEnd !== undefined && !this.#over) this.#atEnd();
    else if (!this.#over && error instanceof TooLate) this.#tooLate();
    else if (!this.#over) deliverFailure(this.#x, failure, this.#status);
    this.#finish();
  }

  #answer(controller: Controller, status: number, headers: AnswerHeaders): void {
    const x = this.#x;
    const type = answerType(single(headers["content-type"]));
    const encoding = single(headers["content-encoding"]);
    if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
      this.#decoder = Decoder.of(encoding.toLowerCase(), controller, {
        onData: (chunk) => this.#data(chunk),
        onEnd: () => this.#end(),
        onProblem: (problem) => this.#break(unreadable(problem)),
      });
      if (this.#decoder === undefined) {
        this.#fail(unreadable(`a body in content coding ${encoding.slice(0, 100)}, which was not asked for`));
        return;
      }
    }
    const sessionId = single(headers["mcp-session-id"]);
    if (type === "json" && (x.message !== undefined || status >= 400)) {
      if (Number(single(headers["content-length"]) ?? 0) > answerBytesMax) {
        this.#fail(tooLarge(answerBytesMax));
        return;
      }
      this.#json = new JsonAnswer(x, status, sessionId);
    } else if (type === "event-stream" && status === 200) {
      this.#events = new EventAnswer(x, controller, sessionId);
    } else this.#fail(unreadable(`HTTP ${status} with a body that is neither JSON nor an event stream`));
  }

  /** What was read so far may already be with the client. */
  #break(failure: Failure): void {
    if (this.#events === undefined) {
      if (!this.#over) this.#fail(failure);
      return;
    }
    this.#events.fail(failure);
    this.#finish();
    this.#controller?.abort(new Error(failure.operator));
  }

  /** Where there is no body to relay: 202 for a notification or a posted answer, else the upstream's status. */
  #bare(status: number, upstreamStatus: number): void {
    const headers = status === 405 ? ["allow", "POST"] : undefined;
    deliver(this.#x, { status, headers }, { outcome: upstreamStatus < 400 ? "ok" : "protocol_error", upstreamStatus });
  }

  /** Answers once the body, which nobody looks at, is over; a long one is cut. */
  #skip(then: () => void): void {
    this.#atEnd = () => {
      this.#finish();
      then();
    };
    this.#skipTimer = setTimeout(() => this.#controller?.abort(new Error("the body is not needed")), skipMs);
  }

  #tooLate(): void {
    if (this.#x.handedAt !== undefined) {
      this.#refuse();
      return;
    }
    stillStands(this.#x)
      .then((stands) => (stands ? this.#sendAgain() : this.#refuse()))
      .catch((error: unknown) => giveUp(this.#x, error));
  }

  #refuse(): void {
    const reply = tooLate(this.#x);
    const { effect, reason, rule = "", message = null } = reply;
    this.#x.judgement = { ...this.#x.judgement, effect, reason, rule, message };
    deliver(this.#x, reply, { outcome: "not_sent" });
  }

  #fail(failure: Failure): void {
    const status = this.#status;
    this.#finish();
    deliverFailure(this.#x, failure, status);
    this.#controller?.abort(new Error(failure.operator));
  }

  /** C6, D5, D8: who hangs up cancels a modern call and a GET stream; a legacy call goes on. */
  #clientClosed(): void {
    if (this.#x.response.writableFinished) return;
    this.#events?.clientClosed();
    if (this.#over) return;
    if (this.#x.era === "modern" || this.#x.message === undefined) this.#abort(new Error("the client has gone"));
  }

  #abort(reason: Error): void {
    if (this.#controller !== undefined) {
      this.#controller.abort(reason);
      return;
    }
    // Still waiting for a connection: it is answered now, and given up when its turn comes.
    if (this.#over) return;
    this.#finish();
    deliverFailure(this.#x, failureOf(reason, false));
  }

  #finish(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#skipTimer);
  }
}

const refusedCredential = (status: number): Failure => ({
  status: 502,
  sentence: "The registered server refuses the credential that is stored for it.",
  operator: `HTTP ${status}`,
  outcome: "protocol_error",
});

const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

const skipMs = 2_000;
