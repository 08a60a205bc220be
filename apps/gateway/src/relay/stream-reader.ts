import { findMethod, type Message, type ResponseMessage, readAnswer, type SseEvent, stringMember } from "@portcullis/protocol";
import { judgeView } from "../enforce/judge.ts";
import { mayPutQuestion } from "../enforce/questions.ts";
import { mayAsk } from "../enforce/server-requests.ts";
import type { Exchange } from "../exchange.ts";
import { refuseServerRequest } from "./aside.ts";
import { isSameId, uncuttable } from "./json-answer.ts";
import { asSeenBy, depthOf, listsByShape } from "./list-filter.ts";

/** What is done with one event. `data` replaces the event's own when it had to be cut. */
export type Verdict =
  | { kind: "pass"; data?: Uint8Array }
  | { kind: "drop" }
  | { kind: "broken"; problem: string }
  | { kind: "answer"; message: ResponseMessage; data?: Uint8Array };

/** Judges what an upstream puts on a stream: only messages that this stream may carry get through (security.md 2.4). */
export class StreamReader {
  readonly #x: Exchange;
  /** A GET stream: the requests of its answers are not known. */
  readonly #isGet: boolean;

  /** C7: the first message of a listen stream has passed. */
  isAcknowledged = false;

  constructor(x: Exchange, isGet: boolean) {
    this.#x = x;
    this.#isGet = isGet;
  }

  read({ data }: SseEvent): Verdict {
    // D7: a priming event has an id and no data; under the modern era nothing is left of it.
    if (data === undefined || data.length === 0) return this.#x.era === "modern" ? DROP : PASS;
    const read = readAnswer(data, depthOf(this.#x.rule));
    if (!read.ok) return { kind: "broken", problem: read.failure.problem };
    return this.#judge(read.body, data);
  }

  #judge(message: Message, data: Uint8Array): Verdict {
    if (message.kind === "response") return this.#isGet ? this.#anyAnswer(message, data) : this.#ownAnswer(message, data);
    const rule = findMethod(message.method, { kind: message.kind, era: this.#x.era!, sender: "server" });
    const passes = rule !== undefined && rule.policy !== "withheld" && this.#mayPass(rule.policy, message);
    if (passes) {
      if (message.method === "notifications/subscriptions/acknowledged") this.isAcknowledged = true;
      return PASS;
    }
    // F7: a request of the server that nobody may answer gets its answer here, so that the call goes on.
    if (message.kind === "request" && this.#x.era === "legacy") refuseServerRequest(this.#x, message.id);
    return this.#dropped(message.method);
  }

  #mayPass(policy: string, message: Exclude<Message, ResponseMessage>): boolean {
    if (policy === "ask") {
      return message.kind === "request" ? mayPutQuestion(this.#x, message.method, message.params) : mayAsk(this.#x, message.method);
    }
    if (policy !== "resource") return true;
    const uri = stringMember(message.params, "uri");
    return uri !== undefined && judgeView(this.#x, { kind: "resource", uri }).effect === "allow";
  }

  #ownAnswer(message: ResponseMessage, data: Uint8Array): Verdict {
    // E1: an answer to somebody else's request has no business here.
    if (!isSameId(message.id, this.#x.requestId)) return this.#dropped("an answer with another id");
    const seen = asSeenBy(this.#x, data, message, this.#x.rule);
    if (seen === undefined) return { kind: "broken", problem: uncuttable };
    return { kind: "answer", message, data: seen.body === data ? undefined : seen.body };
  }

  /** D5: judged by its shape, or a resumed stream would deliver an unfiltered list. */
  #anyAnswer(message: ResponseMessage, data: Uint8Array): Verdict {
    if (message.result === undefined || listsByShape(message.result).length === 0) return PASS;
    const whole = readAnswer(data, "whole");
    if (!whole.ok || whole.body.kind !== "response") return { kind: "broken", problem: "the list could not be read" };
    const seen = asSeenBy(this.#x, data, whole.body, undefined);
    if (seen === undefined) return { kind: "broken", problem: uncuttable };
    return { kind: "pass", data: seen.body === data ? undefined : seen.body };
  }

  #dropped(what: string): Verdict {
    const { grant, route } = this.#x.tenant!;
    this.#x.deps.log.info(
      { organization: grant.organizationSlug, server: route.serverSlug, what: what.slice(0, 100) },
      "a message of the server was dropped",
    );
    return DROP;
  }
}

const PASS: Verdict = Object.freeze({ kind: "pass" });
const DROP: Verdict = Object.freeze({ kind: "drop" });
