import type { DialerPool } from "@portcullis/upstream/dialer";

type Options = Parameters<DialerPool["dispatch"]>[0];
type Handler = Parameters<DialerPool["dispatch"]>[1];

/** The right to one connection, for one request. */
export type Connection = {
  dispatch(options: Options, handler: Handler): void;
  /** Gives it back unused; nothing when it was used. */
  release(): void;
};

/** Every connection of its server's is in use, and none came free in time. */
export class NoConnection extends Error {}

/**
 * Connections to one origin for one organization, one request each at a time. A call that has to be admitted takes its connection first
 * (security.md 8.1): a server that is not there then costs no reservation, and the call leaves as soon as it is committed. What needs no
 * admission is dispatched without one and waits inside the HTTP client.
 */
export class Connections {
  readonly #pool: DialerPool;
  readonly #max: number;
  /** Requests that were dispatched, and connections that were taken. */
  #busy = 0;
  #dialling = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(pool: DialerPool, max: number) {
    this.#pool = pool;
    this.#max = max;
  }

  /**
   * A connection that is open; dialled where none is. What dies between here and the request's first byte is dialled once more by the client.
   * @throws DialError when the server cannot be reached, NoConnection when none came free
   */
  take(waitMs: number): Connection | Promise<Connection> {
    if (this.#busy >= this.#max) return this.#wait(waitMs);
    this.#busy++;
    return this.#isMissing() ? this.#dial() : this.#connection();
  }

  dispatch(options: Options, handler: Handler): void {
    this.#busy++;
    this.#send(options, handler);
  }

  /** Ends what is open, at once. */
  async destroy(): Promise<void> {
    this.#pool.chill();
    await this.#pool.destroy();
  }

  /** Ends when what is under way has ended. */
  async close(): Promise<void> {
    this.#pool.chill();
    await this.#pool.close();
  }

  /** Is there none for whoever came last? */
  #isMissing(): boolean {
    return this.#pool.connected() + this.#pool.warmed() + this.#dialling < Math.min(this.#busy, this.#max);
  }

  async #dial(): Promise<Connection> {
    this.#dialling++;
    try {
      await this.#pool.warm();
    } catch (error) {
      this.#free();
      throw error;
    } finally {
      this.#dialling--;
    }
    return this.#connection();
  }

  #wait(waitMs: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const turn = () => {
        clearTimeout(timer);
        resolve(this.take(waitMs));
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        reject(new NoConnection());
      }, waitMs);
      this.#waiting.push(turn);
    });
  }

  #connection(): Connection {
    let used = false;
    return {
      dispatch: (options, handler) => {
        used = true;
        this.#send(options, handler);
      },
      release: () => {
        if (used) return;
        used = true;
        this.#free();
      },
    };
  }

  #send(options: Options, handler: Handler): void {
    try {
      this.#pool.dispatch(options, new Counted(handler, () => this.#free()));
    } catch (error) {
      this.#free();
      throw error;
    }
  }

  #free(): void {
    this.#busy--;
    if (this.#busy < this.#max) this.#waiting.shift()?.();
  }
}

type Hook<Name extends keyof Handler> = Parameters<NonNullable<Handler[Name]>>;
type Controller = Hook<"onResponseEnd">[0];

/** Passes everything on, and tells of the end once. */
class Counted implements Handler {
  readonly #handler: Handler;
  readonly #onEnd: () => void;
  #ended = false;

  constructor(handler: Handler, onEnd: () => void) {
    this.#handler = handler;
    this.#onEnd = onEnd;
  }

  onRequestStart(controller: Hook<"onRequestStart">[0], context: Hook<"onRequestStart">[1]): void {
    this.#handler.onRequestStart?.(controller, context);
  }

  onResponseStart(controller: Controller, status: number, headers: Hook<"onResponseStart">[2], text?: string): void {
    this.#handler.onResponseStart?.(controller, status, headers, text);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    this.#handler.onResponseData?.(controller, chunk);
  }

  onResponseEnd(controller: Controller, trailers: Hook<"onResponseEnd">[1]): void {
    try {
      this.#handler.onResponseEnd?.(controller, trailers);
    } finally {
      this.#end();
    }
  }

  onResponseError(controller: Controller, error: Error): void {
    try {
      this.#handler.onResponseError?.(controller, error);
    } finally {
      this.#end();
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
  }
}
