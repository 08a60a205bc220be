import http from "node:http";
import type { TestDatabase } from "@portcullis/db/testing";
import { type Child, gatewayProcess } from "./child.ts";
import type { Environment } from "./harness.ts";

export type Replicas = {
  /** The balancer in front of them. */
  url: string;
  children: Child[];
  /** A new process takes the place of one, which is told to end once the new one serves. @returns the old one's exit code */
  replace: (index: number) => Promise<number | null>;
  stop: () => Promise<void>;
};

/** Gateways in processes of their own, on one database, behind a balancer that asks each for its readiness. */
export async function replicas(database: TestDatabase, count: number, environment: Environment = {}): Promise<Replicas> {
  const start = () => gatewayProcess(database, { DRAIN_NOTICE_SECONDS: "1", ALLOWED_HOSTS: "127.0.0.1", ...environment });
  const children = await Promise.all(Array.from({ length: count }, start));
  const balancer = await Balancer.start(children);
  return {
    url: balancer.url,
    children,
    replace: async (index) => {
      const old = children[index]!;
      const fresh = await start();
      children[index] = fresh;
      balancer.add(fresh);
      const code = await old.stop();
      balancer.remove(old);
      return code;
    },
    stop: async () => {
      await balancer.close();
      await Promise.all(children.map((child) => child.stop()));
    },
  };
}

type Target = { child: Child; isReady: boolean; agent: http.Agent };

/** Passes each request to the next replica that is ready, on kept-alive connections, and retries nothing. */
class Balancer {
  readonly #targets = new Map<Child, Target>();
  readonly #server: http.Server;
  readonly #polling: NodeJS.Timeout;
  #turn = 0;

  private constructor() {
    this.#server = http.createServer((request, response) => this.#pass(request, response));
    this.#polling = setInterval(() => void this.#poll(), 100);
  }

  static async start(children: readonly Child[]): Promise<Balancer> {
    const balancer = new Balancer();
    for (const child of children) balancer.add(child);
    await new Promise<void>((resolve) => balancer.#server.listen(0, "127.0.0.1", resolve));
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  add(child: Child): void {
    this.#targets.set(child, { child, isReady: true, agent: new http.Agent({ keepAlive: true }) });
  }

  remove(child: Child): void {
    this.#targets.get(child)?.agent.destroy();
    this.#targets.delete(child);
  }

  async close(): Promise<void> {
    clearInterval(this.#polling);
    for (const { agent } of this.#targets.values()) agent.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(request: http.IncomingMessage, response: http.ServerResponse): void {
    const ready = [...this.#targets.values()].filter(({ isReady }) => isReady);
    const target = ready[this.#turn++ % Math.max(1, ready.length)];
    if (target === undefined) return void response.writeHead(503).end();
    const { child, agent } = target;
    const { hostname, port } = new URL(child.url);
    const headers = { ...request.headers, host: `${hostname}:${port}` };
    const sent = http.request({ hostname, port, method: request.method, path: request.url, headers, agent }, (answer) => {
      const { connection: _, "transfer-encoding": __, ...passed } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, passed);
      answer.pipe(response);
      answer.once("error", () => response.destroy());
    });
    sent.once("error", (error) => {
      if (!response.headersSent) response.writeHead(502).end(`balancer: ${error.message}`);
      else response.destroy();
    });
    response.once("close", () => sent.destroyed || response.writableFinished || sent.destroy());
    request.pipe(sent);
  }

  async #poll(): Promise<void> {
    await Promise.all(
      [...this.#targets.values()].map(async (target) => {
        target.isReady = await fetch(`${target.child.operatorUrl}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        );
      }),
    );
  }
}
