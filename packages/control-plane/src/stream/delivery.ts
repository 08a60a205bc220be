import type { Keyring } from "@portcullis/db/keys";
import type { Pool } from "@portcullis/db/runtime";
import type { Dialer } from "@portcullis/upstream/dialer";
import { deliverStream } from "./deliver-stream.ts";

export type StreamDeliveryOptions = {
  /** Of the role pc_ops. */
  pool: Pool;
  keyring: Keyring;
  dialer: Dialer;
  clock?: () => Date;
  random?: () => number;
  newLease: () => string;
  /** How long to wait after so many failures in a row, before chance is added. */
  backoffMs?: (failures: number) => number;
  sendTimeoutMs?: number;
  /** Streams at once. */
  placesMax?: number;
  onError?: (error: unknown) => void;
};

export type StreamDelivery = {
  /**
   * Starts what is due and returns without waiting for any receiver: a slow one holds its own stream up and no other. To be called every
   * second; any number of processes may, a stream is leased to one at a time.
   */
  turn: () => Promise<{ started: number; running: number }>;
  /** Resolves when nothing is under way. */
  settled: () => Promise<void>;
  /** Starts nothing more and waits for what is under way, at most as long as one sending takes. */
  close: () => Promise<void>;
};

/** Delivers the record to the receivers of all organizations: at least once, in the order of each chain, from where each receiver is. */
export function openStreamDelivery(options: StreamDeliveryOptions): StreamDelivery {
  const { pool, placesMax = 64, onError = () => {} } = options;
  const running = new Map<string, { failing: boolean; done: Promise<void> }>();
  const closing = new AbortController();
  const settled = async () => {
    while (running.size > 0) await Promise.all([...running.values()].map(({ done }) => done));
  };
  return {
    async turn() {
      if (closing.signal.aborted) return { started: 0, running: running.size };
      const { rows } = await pool.query<Due>("SELECT organization_id, organization_slug, id, failures FROM portcullis.due_streams($1)", [
        placesMax * 4,
      ]);
      let started = 0;
      for (const due of rows) {
        const failing = due.failures > 0;
        // Receivers that do not answer may not take the places of those that do.
        const taken = failing ? [...running.values()].filter((one) => one.failing).length * 2 : running.size;
        if (running.has(due.id) || running.size >= placesMax || taken >= placesMax) continue;
        const done = deliverStream(
          { backoffMs: backoffDefault, random: Math.random, clock: () => new Date(), ...options },
          due,
          closing.signal,
        )
          .catch(onError)
          .finally(() => running.delete(due.id));
        running.set(due.id, { failing, done });
        started += 1;
      }
      return { started, running: running.size };
    },
    settled,
    close: async () => {
      closing.abort();
      await settled();
    },
  };
}

export type Due = { organization_id: string; organization_slug: string; id: string; failures: number };

/** 1, 2, 4 … seconds, up to five minutes. */
const backoffDefault = (failures: number): number => Math.min(1_000 * 2 ** (failures - 1), 300_000);
