import type { Server } from "node:http";
import { networkOf, type Sources } from "../message/source.ts";

export type ConnectionLimits = { max: number; perSource: number };

/** Caps the connections of a replica and of one address (IPv6: of one /64). A trusted hop brings many clients and has no cap of its own. */
export class Connections {
  readonly #bySource = new Map<string, number>();
  #open = 0;

  constructor(server: Server, sources: Sources, limits: ConnectionLimits, onRefused: (source: string) => void) {
    server.on("connection", (socket) => {
      const address = socket.remoteAddress ?? "";
      const network = networkOf(address);
      const used = this.#bySource.get(network) ?? 0;
      if (this.#open >= limits.max || (used >= limits.perSource && !sources.isTrusted(address))) {
        onRefused(address);
        socket.destroy();
        return;
      }
      this.#open++;
      this.#bySource.set(network, used + 1);
      socket.once("close", () => {
        this.#open--;
        const left = (this.#bySource.get(network) ?? 1) - 1;
        if (left === 0) this.#bySource.delete(network);
        else this.#bySource.set(network, left);
      });
    });
  }

  get open(): number {
    return this.#open;
  }
}
