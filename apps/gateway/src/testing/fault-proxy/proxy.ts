import net from "node:net";
import { Pump } from "./pump.ts";
import { seeded } from "./random.ts";
import type { Decoding, Direction, Predicate } from "./units.ts";

export type Effects = {
  latencyMs?: number;
  jitterMs?: number;
  bytesPerSecond?: number;
  sliceBytes?: number;
  sliceDelayMs?: number;
  blackhole?: boolean;
  stallAfterBytes?: number;
  stallMs?: number;
  capBytes?: number;
  resetAfterBytes?: number;
  corruptRate?: number;
  dupRate?: number;
};
/** One thing that was done to a connection; `at` is of `performance.now()`, `offset` counts the direction's bytes. */
export type Action = { at: number; connection: number; direction: Direction | "both"; offset: number; effect: string };
/** Stops a stream at the first unit that matches. */
export type Gate = { direction: Direction; matches: Predicate; then: "hold" | "cut before" | "cut after" };

export type Link = {
  port: number;
  log: Action[];
  /** Connections that are open now. */
  open: () => number;
  set: (direction: Direction, effects: Effects) => void;
  refuse: () => void;
  reset: () => void;
  hold: (direction: Direction, matches: Predicate) => void;
  release: () => void;
  cut: (direction: Direction, matches: Predicate, where: "before" | "after") => void;
  heal: () => void;
  close: () => Promise<void>;
};

/** What the connections of a link act by, read anew for every piece. */
export class Controls {
  effects: Record<Direction, Effects> = { up: {}, down: {} };
  gates: Gate[] = [];
  refusing = false;
  readonly log: Action[] = [];
  #wake: (() => void)[] = [];

  /** Resolves after `ms`, or as soon as the controls change. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = Number.isFinite(ms) ? setTimeout(resolve, ms) : undefined;
      this.#wake.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  changed(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

/** Opens a link to a target; see this folder's README for its effects. */
export async function proxy(
  target: { host: string; port: number },
  { seed = 1, decode = "raw" }: { seed?: number; decode?: Decoding } = {},
): Promise<Link> {
  const controls = new Controls();
  const connections = new Set<() => void>();
  let count = 0;
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => {
    const connection = ++count;
    client.on("error", () => {});
    if (controls.refusing) {
      controls.log.push({ at: performance.now(), connection, direction: "both", offset: 0, effect: "refuse" });
      client.resetAndDestroy();
      return;
    }
    const upstream = net.connect({ ...target, allowHalfOpen: true, noDelay: true });
    const end = (reset: boolean) => {
      connections.delete(resetBoth);
      for (const socket of [client, upstream]) {
        if (reset && !socket.destroyed && socket !== upstream) socket.resetAndDestroy();
        else socket.destroy();
      }
      controls.changed();
    };
    const resetBoth = () => end(true);
    connections.add(resetBoth);
    upstream.on("error", () => end(true));
    // A sound end of one side waits for the pumps, which may still hold what came before it.
    for (const socket of [client, upstream]) socket.once("close", (hadError) => hadError && end(false));
    const random = seeded(seed, connection);
    const ends = { end: () => end(false), reset: resetBoth };
    const up = new Pump({ controls, direction: "up", connection, decode, random, from: client, to: upstream, ...ends });
    const down = new Pump({ controls, direction: "down", connection, decode, random, from: upstream, to: client, ...ends });
    void Promise.all([up.run(), down.run()]).then(() => end(false));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const gate = (direction: Direction, matches: Predicate, then: Gate["then"]) => controls.gates.push({ direction, matches, then });
  const resetAll = () => {
    for (const reset of [...connections]) reset();
  };
  return {
    port: (server.address() as net.AddressInfo).port,
    log: controls.log,
    open: () => connections.size,
    set: (direction, effects) => {
      controls.effects[direction] = effects;
      controls.changed();
    },
    refuse: () => {
      controls.refusing = true;
    },
    reset: resetAll,
    hold: (direction, matches) => gate(direction, matches, "hold"),
    release: () => {
      controls.gates = controls.gates.filter(({ then }) => then !== "hold");
      controls.changed();
    },
    cut: (direction, matches, where) => gate(direction, matches, `cut ${where}`),
    heal: () => {
      controls.effects = { up: {}, down: {} };
      controls.gates = [];
      controls.refusing = false;
      controls.changed();
    },
    close: async () => {
      resetAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
