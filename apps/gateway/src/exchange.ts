import type { IncomingMessage, ServerResponse } from "node:http";
import type { HandedAt, StoreUnavailable } from "@portcullis/control-plane/gateway";
import type { ApprovalObligation, Decision, Observed, Reservation } from "@portcullis/policy";
import {
  type Era,
  type Headers,
  type JsonArray,
  type Message,
  type MessageId,
  type MethodRule,
  readHeaders,
  type View,
} from "@portcullis/protocol";
import type { Deps } from "./deps.ts";
import type { ApprovalState } from "./message/approval-state.ts";
import type { Session } from "./message/session-envelope.ts";
import type { Attempt } from "./relay/breakers.ts";
import type { Connection } from "./relay/connections.ts";
import type { Upward } from "./relay/upward-body.ts";
import type { Snapshot } from "./tenant/snapshot.ts";
import type { Tenant } from "./tenant/tenants.ts";

/** What was decided about a request, as the record has it. */
export type Judgement = {
  effect: "allow" | "deny";
  reason: string;
  rule: string;
  message: string | null;
  /** In observe mode: what enforcing the policy would have answered. */
  observed?: Observed;
};

/** One HTTP request on its way through the pipeline; each step adds what it found. */
export class Exchange {
  readonly startedAt = performance.now();
  readonly headers: Headers;
  /** The address that the request came from, by a trusted hop's word where there is one. */
  readonly source: string;
  organizationSlug = "";
  serverSlug = "";
  allowedOrigin: string | undefined;
  expectsContinue = false;
  repeatedMirrored = false;
  token: string | undefined;
  tenant: Tenant | undefined;
  /** The database did not confirm what is known of the tenant: nothing may be forwarded. */
  storeDown: StoreUnavailable | undefined;
  body: Buffer = EMPTY;
  /** The client went away before its request was complete. */
  aborted = false;
  message: Message | undefined;
  /** What was posted as a batch (B8); `message` is undefined then. */
  messages: readonly Message[] | undefined;
  root: JsonArray | undefined;
  /** Its messages, each an exchange of its own, once they are judged one by one. */
  parts: readonly Exchange[] | undefined;
  era: Era | undefined;
  /** The version that goes upstream. */
  version: string | undefined;
  session: Session | undefined;
  /** The answer to `initialize` opened a session. */
  opensSession = false;
  client: { readonly name?: string; readonly version?: string } | undefined;
  rule: MethodRule | undefined;
  view: View | undefined;
  /** C9: the server's own state, that a retry brought back under our seal. */
  upstreamState: string | undefined;
  /** The gateway's own state that a retry brought back: what it was asked to wait for. */
  approvalState: ApprovalState | undefined;
  /** JSON pointers to what was changed in the message when it came in. */
  arrivalSplices: readonly string[] = [];
  judgement: Judgement = ALLOWED;
  /** What the grant's shadow policy says of the same request; undefined when it was not asked. */
  shadow: { readonly policy: Snapshot; readonly decision: Decision } | undefined;
  /** The policy allows the call once people have approved it; admission knows whether they have. */
  approval: ApprovalObligation | undefined;
  /** Until when its policy lets it wait for that, of `performance.now()`; undefined before it was held. */
  waitUntil: number | undefined;
  /** Ends when what the answer showed of the server's tools is written down; undefined when it was nothing new. Never rejects. */
  sighting: Promise<void> | undefined;
  /** What an allowed call takes of limits. */
  reservations: readonly Reservation[] = [];
  decisionId: string | undefined;
  /** What goes upstream, once it is known that it goes. */
  upward: Upward | undefined;
  /** Of the trace that the upstream sees, 32 hexadecimal digits. */
  traceId: string | undefined;
  /** Taken before admission, to be used by this request. */
  connection: Connection | undefined;
  /** How much of it the database holds: `attempt` before anything is sent, `whole` when its end is there too. */
  /** Admitted without the database, by a state that it confirmed at most a second ago. */
  isBuffered = false;
  recorded: "nothing" | "attempt" | "whole" = "nothing";
  /** When the admission of this call was handed to the database: it must leave soon. Undefined for what needs no admission. */
  handedAt: HandedAt | undefined;
  /** The head of an event stream is out, written by the gateway itself: the answer follows as an event. */
  isStreaming = false;
  /** Its end is in the metrics. */
  isCounted = false;
  /** A byte of it may have left. */
  isSent = false;
  /** The breaker's leave to send this request; undefined before it was asked, and for what needs none. */
  attempt: Attempt | undefined;
  readonly #whole: Exchange | undefined;
  #heldBytes = 0;
  #isAnswered = false;
  #isClosed = false;
  #whenOver: (() => void)[] | undefined;
  #atWork: (() => void)[] | undefined;

  constructor(
    readonly deps: Deps,
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    whole?: Exchange,
  ) {
    this.#whole = whole;
    this.headers = whole?.headers ?? readHeaders(request.rawHeaders);
    this.source = whole?.source ?? deps.sources.of(request, this.headers);
    if (whole !== undefined) return;
    response.once("close", () => {
      this.#isClosed = true;
      if (this.#isAnswered) this.#release();
    });
  }

  /** One message of a batch: judged and recorded by itself, sent and answered with the others. */
  part(message: Message): Exchange {
    const part = new Exchange(this.deps, this.request, this.response, this);
    const { organizationSlug, serverSlug, token, tenant, storeDown, era, version, session, client } = this;
    return Object.assign(part, { organizationSlug, serverSlug, token, tenant, storeDown, era, version, session, client, message });
  }

  /** The id that an answer to this message carries. */
  get requestId(): MessageId | undefined {
    return this.message?.kind === "request" ? this.message.id : undefined;
  }

  get isPart(): boolean {
    return this.#whole !== undefined;
  }

  get isInitialize(): boolean {
    return this.message?.kind === "request" && this.message.method === "initialize";
  }

  /** Counts bytes that are kept in memory for this exchange, until they are let go or it is over. False: there is no room for them. */
  hold(bytes: number): boolean {
    if (!this.deps.buffers.take(this.tenant!.grant.organizationId, bytes)) return false;
    this.#heldBytes += bytes;
    return true;
  }

  letGo(bytes: number): void {
    // What is over has given everything back already.
    const given = Math.min(bytes, this.#heldBytes);
    this.#heldBytes -= given;
    if (given > 0) this.deps.buffers.give(this.tenant!.grant.organizationId, given);
  }

  /** The client has gone, or has everything. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Runs when the exchange is over, whatever became of it. */
  whenOver(release: () => void): void {
    if (this.#whole !== undefined) this.#whole.whenOver(release);
    else if (this.#whenOver === undefined) this.#whenOver = [release];
    else this.#whenOver.push(release);
  }

  /** Runs when the exchange rests or is over, whichever comes first. */
  whileAtWork(release: () => void): void {
    if (this.#whole !== undefined) this.#whole.whileAtWork(release);
    else if (this.#atWork === undefined) this.#atWork = [release];
    else this.#atWork.push(release);
  }

  /** A person is asked, which takes as long as it takes: what others wait for is given back until the exchange goes on. */
  rest(): void {
    this.#stopWork();
    this.connection = undefined;
    this.attempt = undefined;
  }

  /** All is said: nothing more is written. What the exchange holds is given back when the last byte has left, or the client. */
  over(): void {
    this.#isAnswered = true;
    if (this.#isClosed) this.#release();
    // Whoever does not read what was asked for may not keep it here.
    else if (this.response.writableLength > 0) this.response.setTimeout(this.deps.limits.writeMs);
  }

  #stopWork(): void {
    const releases = this.#atWork;
    this.#atWork = undefined;
    if (releases !== undefined) for (const release of releases) release();
  }

  #release(): void {
    this.letGo(this.#heldBytes);
    this.#stopWork();
    const releases = this.#whenOver;
    this.#whenOver = undefined;
    if (releases !== undefined) for (const release of releases) release();
  }
}

const EMPTY = Buffer.alloc(0);
export const ALLOWED: Judgement = Object.freeze({ effect: "allow", reason: "allowed", rule: "", message: null });
