import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * One request per connection at a time. A client that pipelines would get any number of requests into one connection, past every cap that
 * counts connections; none of the clients that speak this protocol does. Its connection is closed.
 */
export class OneAtATime {
  readonly #busy = new WeakSet<IncomingMessage["socket"]>();
  readonly #onPipelined: (source: string) => void;

  constructor(onPipelined: (source: string) => void) {
    this.#onPipelined = onPipelined;
  }

  /** False: the connection's last answer is not finished, and the connection is gone now. */
  begin(socket: IncomingMessage["socket"], response: ServerResponse): boolean {
    if (this.#busy.has(socket)) {
      if (!socket.destroyed) this.#onPipelined(socket.remoteAddress ?? "");
      socket.destroy();
      return false;
    }
    this.#busy.add(socket);
    response.once("close", () => this.#busy.delete(socket));
    return true;
  }
}
