import type { ApprovalState } from "@portcullis/control-plane/gateway";
import { type RequestMessage, sseComment, sseEvent } from "@portcullis/protocol";
import type { Approval } from "../enforce/approval.ts";
import { isStopped } from "../enforce/kill-switch.ts";
import type { Exchange } from "../exchange.ts";
import { acceptOf } from "../message/known-values.ts";
import type { HeldStream } from "../relay/heartbeat.ts";
import { sendStreamHead } from "../relay/send.ts";
import { type Held, markOf } from "./held-calls.ts";

/** Why a held call is held no longer. `changed`: what it was judged by. */
export type HeldEnd = { kind: "decided"; state: ApprovalState | undefined } | { kind: "time" | "drain" | "changed" | "cancelled" | "gone" };

/**
 * The client's side of a call that is held: an event stream with a comment, and progress where it was asked for, while nothing happens (H1). Who takes
 * JSON only waits for the answer.
 */
export class HeldCall implements Held, HeldStream {
  readonly end: Promise<HeldEnd>;
  readonly organizationId: string;
  readonly approvalId: string;
  readonly mark: string | undefined;
  readonly #x: Exchange;
  readonly #message: RequestMessage;
  readonly #begunAt = performance.now();
  readonly #undo: (() => void)[] = [];
  #wroteAt = performance.now();
  #renewing = false;
  #resolve!: (end: HeldEnd) => void;

  constructor(x: Exchange, { id }: Approval) {
    this.#x = x;
    this.#message = x.message as RequestMessage;
    this.organizationId = x.tenant!.grant.organizationId;
    this.approvalId = id;
    this.mark = x.session && markOf(x.session, this.#message.id);
    this.end = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    const gone = () => this.#ended({ kind: "gone" });
    const timer = setTimeout(() => this.#ended({ kind: "time" }), x.waitUntil! - performance.now());
    x.response.once("close", gone);
    x.deps.heartbeat.add(this);
    this.#undo.push(
      () => clearTimeout(timer),
      () => x.response.removeListener("close", gone),
      () => x.deps.heartbeat.remove(this),
      x.deps.heldCalls.add(this),
    );
    if (x.isClosed) gone();
    else if (acceptOf(x.headers).eventStream) this.#open();
  }

  decided(state: ApprovalState | undefined): void {
    this.#ended({ kind: "decided", state });
  }

  cancelled(): void {
    this.#ended({ kind: "cancelled" });
  }

  drain(): void {
    this.#ended({ kind: "drain" });
  }

  tick(now: number): void {
    const { deps, isStreaming, tenant } = this.#x;
    if (isStreaming && now - this.#wroteAt >= deps.heartbeat.commentMs) this.#beat(now);
    if (!deps.tenants.isCurrent(tenant!)) void this.#renew();
  }

  #open(): void {
    sendStreamHead(this.#x);
    this.#x.isStreaming = true;
    if (this.#message.progressToken !== undefined) this.#beat(performance.now());
  }

  #beat(now: number): void {
    const { response } = this.#x;
    // Who does not read gets no more to read.
    if (response.writableNeedDrain) return;
    this.#wroteAt = now;
    const token = this.#message.progressToken;
    response.write(token === undefined ? COMMENT : sseEvent({ data: progress(token.text, now - this.#begunAt) }));
  }

  /** What the call was judged by may have changed: it is judged anew then, and a grant that has ended ends this too. */
  async #renew(): Promise<void> {
    if (this.#renewing) return;
    this.#renewing = true;
    const x = this.#x;
    const before = x.tenant!;
    try {
      const tenant = await x.deps.tenants.resolve(x.token!, x.organizationSlug, x.serverSlug);
      const isSame = tenant?.route.enabled === true && !isStopped(tenant) && tenant.snapshot === before.snapshot;
      if (isSame && tenant.toolDigests === before.toolDigests) x.tenant = tenant;
      else this.#ended({ kind: "changed" });
    } catch {
      // The database is away: nothing is let through meanwhile, and the wait has an end.
    } finally {
      this.#renewing = false;
    }
  }

  #ended(end: HeldEnd): void {
    for (const undo of this.#undo.splice(0)) undo();
    this.#resolve(end);
  }
}

/** Progress has to rise, and the server's own follows: these steps stay far below whatever it counts in. */
const progress = (tokenText: string, waitedMs: number): string =>
  `{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":${tokenText},"progress":${(0.000001 * (1 + waitedMs / 1_000)).toFixed(9)},` +
  `"message":"Waiting for the approval of a person."}}`;

const COMMENT = sseComment();
