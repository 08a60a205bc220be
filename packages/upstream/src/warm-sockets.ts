import type { Socket } from "node:net";
import type { buildConnector } from "undici";

type Connector = buildConnector.connector;
type ConnectorOptions = Parameters<Connector>[0];

/**
 * Connections that are open before a request needs one. The HTTP client dials when it has a request in hand; whoever wants to know that a server
 * is there before deciding on a request has one opened here, and the client takes it instead of dialling.
 */
export class WarmSockets {
  readonly #connect: Connector;
  readonly #target: ConnectorOptions;
  readonly #idleMs: number;
  /** Each with what its end sets off. */
  readonly #sockets = new Map<Socket, () => void>();
  #closed = false;

  constructor(connect: Connector, origin: URL, idleMs = 4_000) {
    const { protocol, host, hostname, port } = origin;
    this.#connect = connect;
    this.#target = { protocol, host, hostname, port };
    this.#idleMs = idleMs;
  }

  get count(): number {
    return this.#sockets.size;
  }

  /** Opens one and keeps it for the next request that needs a new connection. @throws DialError */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#connect(this.#target, (error, socket) => {
        if (error !== null) reject(error);
        else {
          if (this.#closed) socket.destroy();
          else this.#keep(socket);
          resolve();
        }
      });
    });
  }

  /** As the HTTP client asks for a connection. */
  readonly connector: Connector = (options, callback) => {
    const [socket] = this.#sockets.keys();
    if (socket === undefined) return this.#connect(options, callback);
    this.#letGo(socket);
    // The client expects its answer later than its question.
    queueMicrotask(() => callback(null, socket as Parameters<typeof callback>[1] & object));
  };

  close(): void {
    this.#closed = true;
    for (const socket of [...this.#sockets.keys()]) this.#drop(socket);
  }

  #keep(socket: Socket): void {
    const drop = () => this.#drop(socket);
    this.#sockets.set(socket, drop);
    // A server that ends it, or speaks before it was asked, has no use for a request on it.
    for (const event of ENDS) socket.once(event, drop);
    socket.setTimeout(this.#idleMs, drop);
    socket.unref();
  }

  #letGo(socket: Socket): void {
    const drop = this.#sockets.get(socket);
    this.#sockets.delete(socket);
    if (drop !== undefined) for (const event of [...ENDS, "timeout"]) socket.removeListener(event, drop);
    socket.pause();
    socket.setTimeout(0);
    socket.ref();
  }

  #drop(socket: Socket): void {
    this.#letGo(socket);
    socket.destroy();
  }
}

const ENDS = ["data", "end", "close", "error"] as const;
