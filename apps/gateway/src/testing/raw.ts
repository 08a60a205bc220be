import net from "node:net";
import { until } from "./harness.ts";

/** A client that speaks HTTP by hand, to do what no library does. */
export class RawClient {
  readonly socket: net.Socket;
  /** Everything that came back. */
  received = "";
  isClosed = false;
  readonly #host: string;
  readonly #token: string;

  constructor(gateway: { url: string }, token: string) {
    const { hostname, port, host } = new URL(gateway.url);
    this.#host = host;
    this.#token = token;
    this.socket = net.connect(Number(port), hostname);
    this.socket.on("error", () => {});
    this.socket.on("data", (chunk) => {
      this.received += chunk.toString("latin1");
    });
    this.socket.once("close", () => {
      this.isClosed = true;
    });
  }

  /** The bytes of one request. */
  request(method: "GET" | "POST" | "DELETE", body?: unknown, headers = ""): string {
    const text = body === undefined ? "" : JSON.stringify(body);
    const form = body === undefined ? "" : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`;
    const accept = "Accept: application/json, text/event-stream\r\n";
    return `${method} /acme/zabbix/mcp HTTP/1.1\r\nHost: ${this.#host}\r\nAuthorization: Bearer ${this.#token}\r\n${accept}${form}${headers}\r\n${text}`;
  }

  send(...requests: string[]): void {
    this.socket.write(requests.join(""));
  }

  closed(): Promise<boolean> {
    return until(
      () => this.isClosed,
      (closed) => closed,
    );
  }
}

/** One value of a gateway's metrics. */
export async function metricOf(gateway: { operatorUrl: string }, name: string): Promise<number> {
  const text = await (await fetch(`${gateway.operatorUrl}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
}
