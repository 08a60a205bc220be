import { sseComment } from "@portcullis/protocol";
import { isStopped } from "../enforce/kill-switch.ts";
import type { Exchange } from "../exchange.ts";
import type { Tenant } from "../tenant/tenants.ts";
import type { HeldStream } from "./heartbeat.ts";
import { type Outgoing, send } from "./send.ts";

type Options = {
  /** A slow client has caught up. */
  onDrain: () => void;
  /** The stream has to end by the gateway's will. */
  onEnough: () => void;
  /** The grant has ended, or what it opens was stopped, while a call is under way. */
  onRevoked: () => void;
  /** What stands behind a lasting stream was read anew. */
  onRenewed: (before: Tenant, now: Tenant) => void;
  isLasting: boolean;
};

/** The client's side of a stream: back-pressure, comments in silence, and an end for what lasts too long. */
export class StreamWriter implements HeldStream {
  readonly #x: Exchange;
  readonly #options: Options;
  readonly #endsAt: number;
  #open = false;
  #blocked = false;
  #unreadBytes = 0;
  #gone = false;
  #closed = false;
  #wroteAt = performance.now();
  #checking = false;
  /** What a stream was last seen to stand on. A call stays recorded and answered by what it was judged by. */
  #standsOn: Tenant;

  constructor(x: Exchange, options: Options) {
    this.#x = x;
    this.#options = options;
    this.#standsOn = x.tenant!;
    // Not all streams of a restart end in the same minute.
    this.#endsAt = performance.now() + x.deps.limits.streamMs * (0.9 + Math.random() * 0.2);
  }

  get isOpen(): boolean {
    return this.#open;
  }

  get isReady(): boolean {
    return !this.#blocked;
  }

  /** The head is out. */
  open(): void {
    this.#open = true;
    this.#x.deps.heartbeat.add(this);
  }

  write(bytes: Uint8Array): void {
    if (this.#gone || this.#closed) return;
    this.#wroteAt = performance.now();
    if (this.#x.response.write(bytes) || this.#blocked) return;
    this.#blocked = true;
    const { response, deps } = this.#x;
    response.once("drain", () => this.#unblock());
    response.setTimeout(deps.limits.writeMs);
    const unread = response.writableLength;
    if (this.#x.hold(unread)) this.#unreadBytes = unread;
    else response.destroy();
  }

  clientClosed(): void {
    this.#gone = true;
    this.#unblock();
  }

  /** Ends the response; where no head went out yet, with a whole answer instead. */
  close(instead?: Outgoing): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#x.deps.heartbeat.remove(this);
    if (instead !== undefined) {
      send(this.#x, instead);
      return;
    }
    this.#x.response.end();
    this.#x.over();
  }

  /** The answer is given elsewhere. */
  forget(): void {
    this.#closed = true;
    this.#x.deps.heartbeat.remove(this);
  }

  tick(now: number): void {
    if (now - this.#wroteAt >= this.#x.deps.heartbeat.commentMs && !this.#blocked) this.write(COMMENT);
    if (this.#options.isLasting && now >= this.#endsAt) this.#options.onEnough();
    else if (!this.#x.deps.tenants.isCurrent(this.#standsOn)) void this.#renew();
  }

  drain(): void {
    if (this.#options.isLasting) this.#options.onEnough();
  }

  /** A stream outlives the policy that it was opened under: a lasting one goes on under the live one, and each ends with its grant. */
  async #renew(): Promise<void> {
    if (this.#checking) return;
    this.#checking = true;
    const x = this.#x;
    try {
      const tenant = await x.deps.tenants.resolve(x.token!, x.organizationSlug, x.serverSlug);
      if (this.#closed) return;
      const { isLasting, onEnough, onRevoked, onRenewed } = this.#options;
      if (tenant === null || !tenant.route.enabled || isStopped(tenant)) {
        if (isLasting) onEnough();
        else onRevoked();
        return;
      }
      const before = this.#standsOn;
      this.#standsOn = tenant;
      if (!isLasting || before === tenant) return;
      x.tenant = tenant;
      onRenewed(before, tenant);
    } catch {
      // The database is away: what is open stays open, and nothing new is decided.
    } finally {
      this.#checking = false;
    }
  }

  #unblock(): void {
    if (!this.#blocked) return;
    this.#blocked = false;
    this.#x.letGo(this.#unreadBytes);
    this.#unreadBytes = 0;
    if (!this.#closed) this.#x.response.setTimeout(0);
    this.#options.onDrain();
  }
}

const COMMENT = sseComment();
