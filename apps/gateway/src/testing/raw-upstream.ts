import net from "node:net";
import tls from "node:tls";

/** One request, as its bytes came. */
export type RawRequest = {
  raw: Buffer;
  head: string;
  body: Buffer;
  id: string | number | undefined;
  connection: number;
  /** On its connection, from 1. */
  turn: number;
  at: number;
};
/** What the server does instead of answering soundly. It may write, wait, end or destroy. */
export type Behaviour = (request: RawRequest, socket: net.Socket, upstream: RawUpstream) => void | Promise<void>;

/** The byte-recording oracle (security.md 14.1): a server that keeps every byte it gets, by connection, and answers by hand. */
export class RawUpstream {
  readonly received: RawRequest[] = [];
  readonly sockets = new Set<net.Socket>();
  behaviour: Behaviour;
  /** Bytes that belong to no complete request. */
  stray = 0;
  #connections = 0;
  readonly #server: net.Server;

  private constructor(behaviour: Behaviour, secure?: tls.TlsOptions) {
    this.behaviour = behaviour;
    const take = (socket: net.Socket) => this.#take(socket);
    this.#server = secure === undefined ? net.createServer(take) : tls.createServer(secure, take);
  }

  static async start(behaviour: Behaviour = soundly, secure?: tls.TlsOptions): Promise<RawUpstream> {
    const upstream = new RawUpstream(behaviour, secure);
    await new Promise<void>((resolve) => upstream.#server.listen(0, "127.0.0.1", resolve));
    return upstream;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/mcp`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(socket: net.Socket): void {
    const connection = ++this.#connections;
    let turn = 0;
    let left = Buffer.alloc(0);
    this.sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => {
      this.sockets.delete(socket);
      this.stray += left.length;
    });
    socket.on("data", (chunk: Buffer) => {
      left = Buffer.concat([left, chunk]);
      for (let length = lengthOf(left); length !== undefined; length = lengthOf(left)) {
        const raw = left.subarray(0, length);
        left = left.subarray(length);
        const split = raw.indexOf("\r\n\r\n") + 4;
        const body = raw.subarray(split);
        const request = {
          raw,
          head: raw.toString("latin1", 0, split),
          body,
          id: idOf(body),
          connection,
          turn: ++turn,
          at: performance.now(),
        };
        this.received.push(request);
        void this.behaviour(request, socket, this);
      }
    });
  }
}

/** The length of the first complete request in these bytes. */
function lengthOf(bytes: Buffer): number | undefined {
  const split = bytes.indexOf("\r\n\r\n");
  if (split < 0) return undefined;
  const declared = /^content-length: *(\d+)/im.exec(bytes.toString("latin1", 0, split))?.[1] ?? "0";
  const length = split + 4 + Number(declared);
  return bytes.length < length ? undefined : length;
}

function idOf(body: Buffer): string | number | undefined {
  try {
    return (JSON.parse(body.toString()) as { id?: string | number }).id;
  } catch {
    return undefined;
  }
}

export const answerOf = (id: string | number | undefined, text = "done"): string =>
  JSON.stringify({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text }] } });

export const respond = (socket: net.Socket, body: string, type = "application/json", status = "200 OK", headers = ""): void =>
  void socket.write(`HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);

/** A sound answer. */
export const soundly: Behaviour = ({ id }, socket) =>
  id === undefined ? respond(socket, "", "text/plain", "202 Accepted") : respond(socket, answerOf(id));

export const eventHead = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
export const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
