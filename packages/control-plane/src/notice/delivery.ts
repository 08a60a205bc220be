import type { Keyring } from "@portcullis/db/keys";
import type { Pool } from "@portcullis/db/runtime";
import type { Dialer } from "@portcullis/upstream/dialer";
import type { Mailer } from "../mail/mailer.ts";
import { deliverChannel } from "./deliver-channel.ts";
import { startDigests } from "./start-digests.ts";

export type NoticeDeliveryOptions = {
  /** Of the role pc_ops. */
  pool: Pool;
  keyring: Keyring;
  dialer: Dialer;
  /** null: this installation sends no mail. */
  mailer: Mailer | null;
  dashboardUrl: string;
  clock?: () => Date;
  random?: () => number;
  newId: () => string;
  /** How long to wait after so many failures in a row, before chance is added. */
  backoffMs?: (failures: number) => number;
  sendTimeoutMs?: number;
  /** Channels at once, and of one organization. */
  placesMax?: number;
  organizationPlacesMax?: number;
  onError?: (error: unknown) => void;
};

export type NoticeDelivery = {
  /**
   * Starts what is due and returns without waiting for any receiver. To be called twice a second; any number of processes may, a channel is
   * leased to one at a time.
   */
  turn: () => Promise<{ started: number; running: number }>;
  /** Resolves when nothing is under way. */
  settled: () => Promise<void>;
  /** Starts nothing more and waits for what is under way, at most as long as one sending takes. */
  close: () => Promise<void>;
};

export type Due = { organization_id: string; organization_slug: string; channel_id: string };

/** Tells the channels of all organizations what waits for them: at least once, one channel's messages one after the other. */
export function openNoticeDelivery(options: NoticeDeliveryOptions): NoticeDelivery {
  const { pool, placesMax = 64, organizationPlacesMax = 4, onError = () => {} } = options;
  const running = new Map<string, { organizationId: string; done: Promise<void> }>();
  const closing = new AbortController();
  const settled = async () => {
    while (running.size > 0) await Promise.all([...running.values()].map(({ done }) => done));
  };
  const hasPlace = (organizationId: string) =>
    running.size < placesMax && [...running.values()].filter((one) => one.organizationId === organizationId).length < organizationPlacesMax;
  const full = { backoffMs: backoffDefault, random: Math.random, clock: () => new Date(), ...options };
  return {
    async turn() {
      if (closing.signal.aborted) return { started: 0, running: running.size };
      await startDigests(pool, onError);
      const { rows } = await pool.query<Due>("SELECT organization_id, organization_slug, channel_id FROM portcullis.due_notices($1)", [
        placesMax * 16,
      ]);
      let started = 0;
      for (const due of rows) {
        // Receivers that do not answer take the places of their own organization alone.
        if (running.has(due.channel_id) || !hasPlace(due.organization_id)) continue;
        const done = deliverChannel(full, due, closing.signal)
          .catch(onError)
          .finally(() => running.delete(due.channel_id));
        running.set(due.channel_id, { organizationId: due.organization_id, done });
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

/** 1, 2, 4 … seconds, up to an hour. */
const backoffDefault = (failures: number): number => Math.min(1_000 * 2 ** Math.min(failures - 1, 30), 3_600_000);
