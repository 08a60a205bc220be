import { hash } from "node:crypto";
import type { ApprovalState, GatewayStore, StoreUnavailable } from "@portcullis/control-plane/gateway";
import type { MessageId } from "@portcullis/protocol";
import type { Session } from "../message/session-envelope.ts";

/** A call that is held open until an approval is decided. */
export type Held = {
  readonly organizationId: string;
  readonly approvalId: string;
  /** By which its client takes it back; undefined where the end of the connection does that. */
  readonly mark: string | undefined;
  /** The approval is not pending any more; undefined: it is not there. */
  decided(state: ApprovalState | undefined): void;
  cancelled(): void;
};

type Options = { store: Pick<GatewayStore, "approvalStates">; onError: (error: StoreUnavailable | unknown) => void; lookMs?: number };

/**
 * The calls that this replica holds open. A vote at any replica's database wakes them: told by notification, or found by a look each second
 * where that was lost.
 */
export class HeldCalls {
  readonly #options: Options;
  readonly #byApproval = new Map<string, Set<Held>>();
  readonly #byMark = new Map<string, Held>();
  /** Taken back before they were held, by mark. */
  readonly #cancelled = new Map<string, number>();
  /** Approvals to look at, by organization; one question per organization is on its way at a time. */
  readonly #due = new Map<string, Set<string>>();
  readonly #asking = new Set<string>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: Options) {
    this.#options = options;
    this.#timer = setInterval(() => this.#lookAtAll(), options.lookMs ?? 1_000).unref();
  }

  /** Given back by what it returns. */
  add(held: Held): () => void {
    const own = this.#byApproval.get(held.approvalId) ?? new Set();
    this.#byApproval.set(held.approvalId, own.add(held));
    if (held.mark !== undefined) this.#byMark.set(held.mark, held);
    // Its cancellation may have overtaken it on the way through another replica.
    if (held.mark !== undefined && this.#cancelled.delete(held.mark)) queueMicrotask(() => held.cancelled());
    return () => {
      own.delete(held);
      if (own.size === 0) this.#byApproval.delete(held.approvalId);
      if (held.mark !== undefined && this.#byMark.get(held.mark) === held) this.#byMark.delete(held.mark);
    };
  }

  /** Somebody waits here for that approval. */
  holds(approvalId: string): boolean {
    return this.#byApproval.has(approvalId);
  }

  /** Something was said of an approval. */
  told(organizationId: string, approvalId: string): void {
    if (!this.#byApproval.has(approvalId)) return;
    this.#mark(organizationId, approvalId);
    this.#look(organizationId);
  }

  /** A client takes its call back. False: no such call is held here. */
  cancel(mark: string): boolean {
    const held = this.#byMark.get(mark);
    held?.cancelled();
    return held !== undefined;
  }

  /** Another replica was told so. */
  cancelledElsewhere(mark: string): void {
    if (this.cancel(mark)) return;
    const now = performance.now();
    for (const [old, at] of this.#cancelled) {
      if (now - at < rememberMs && this.#cancelled.size < rememberedMax) break;
      this.#cancelled.delete(old);
    }
    this.#cancelled.set(mark, now);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #lookAtAll(): void {
    for (const own of this.#byApproval.values()) for (const { organizationId, approvalId } of own) this.#mark(organizationId, approvalId);
    for (const organizationId of this.#due.keys()) this.#look(organizationId);
  }

  #mark(organizationId: string, approvalId: string): void {
    const due = this.#due.get(organizationId);
    if (due === undefined) this.#due.set(organizationId, new Set([approvalId]));
    else due.add(approvalId);
  }

  #look(organizationId: string): void {
    const due = this.#due.get(organizationId);
    if (due === undefined || this.#asking.has(organizationId)) return;
    this.#due.delete(organizationId);
    this.#asking.add(organizationId);
    const ids = [...due];
    this.#options.store
      .approvalStates(organizationId, ids)
      .then((states) => {
        for (const id of ids) if (states.get(id) !== "pending") this.#wake(id, states.get(id));
      }, this.#options.onError)
      .finally(() => {
        this.#asking.delete(organizationId);
        this.#look(organizationId);
      });
  }

  #wake(approvalId: string, state: ApprovalState | undefined): void {
    for (const held of [...(this.#byApproval.get(approvalId) ?? [])]) held.decided(state);
  }
}

/** What a call of a session is called among the replicas. */
export const markOf = ({ tag }: Session, id: MessageId): string => hash("sha256", `${tag} ${id.key}`, "base64url");

const rememberMs = 5_000;
const rememberedMax = 10_000;
