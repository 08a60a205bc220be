import { randomBytes } from "node:crypto";
import type { Pool } from "@portcullis/db/runtime";
import { networkOf } from "../network.ts";
import { uuidV7 } from "../uuid.ts";
import { ask } from "./ask.ts";

/** What arrived without a tenant. `source` is the address it came from; nothing in it may quote a credential. */
export type InstallationEvent = {
  source: string;
  kind: "bad_credential" | "wrong_host" | "wrong_origin" | "unknown_path" | "malformed_http" | "too_many_connections";
  method?: string;
  path?: string;
  detail?: string;
};

type Row = InstallationEvent & { at: Date; count: number };

/**
 * The log that belongs to the installation. Whoever sends rubbish must not be able to fill a disk: a network gets 100 rows a minute
 * and all together 1,000, what is beyond is counted in one row per kind, and rows end after 30 days.
 */
export class InstallationLog {
  readonly #pool: Pool;
  readonly #onError: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #rows: Row[] = [];
  #perNetwork = new Map<string, number>();
  #rowsOfMinute = 0;
  #purgeAt = 0;
  #counted = new Map<string, Row>();
  #ticks = 0;

  constructor(pool: Pool, onError: (error: unknown) => void) {
    this.#pool = pool;
    this.#onError = onError;
    this.#timer = setInterval(() => void this.flush(), flushMs).unref();
  }

  /** Never waits and never fails: no answer depends on it. */
  add(event: InstallationEvent): void {
    const network = networkOf(event.source);
    const used = this.#perNetwork.get(network) ?? 0;
    if (used < rowsPerNetworkMax && this.#rowsOfMinute < rowsPerMinuteMax) {
      this.#perNetwork.set(network, used + 1);
      this.#rowsOfMinute++;
      this.#rows.push({ ...event, at: new Date(), count: 1 });
      return;
    }
    // With too many networks at once the single ones are no longer told apart.
    const source = used > 0 ? network : "many";
    const key = `${source} ${event.kind}`;
    const counted = this.#counted.get(key);
    if (counted) counted.count++;
    else this.#counted.set(key, { source, kind: event.kind, at: new Date(), count: 1, detail: "beyond the rows of this minute" });
  }

  async flush(minuteOver = ++this.#ticks % flushesPerMinute === 0): Promise<void> {
    if (minuteOver) {
      this.#rows.push(...this.#counted.values());
      this.#counted.clear();
      this.#perNetwork.clear();
      this.#rowsOfMinute = 0;
    }
    await this.#purge();
    const rows = this.#rows.splice(0);
    if (rows.length === 0) return;
    try {
      await ask(this.#pool, { name: "log", text: insertText, values: [JSON.stringify(rows.map(encode))] }, deadlineMs);
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Removes what is too old, a little at a time: at most once an hour, and on every turn while there is more. */
  async #purge(): Promise<void> {
    if (performance.now() < this.#purgeAt) return;
    this.#purgeAt = performance.now() + purgeEveryMs;
    try {
      const [row] = await ask<{ more: boolean }>(this.#pool, { name: "purge_log", text: purgeText }, deadlineMs);
      if (row?.more) this.#purgeAt = 0;
    } catch (error) {
      this.#onError(error);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush(true);
  }
}

const encode = ({ at, source, kind, method, path, detail, count }: Row) => ({
  id: uuidV7(at, randomBytes(10)),
  at: at.toISOString(),
  source: cut(source),
  kind,
  method: cut(method),
  path: cut(path),
  detail: cut(detail),
  count,
});

// Postgres stores neither NUL nor the lone surrogate that a cut may leave.
const cut = (text: string | undefined) =>
  text === undefined ? undefined : Buffer.from(text.slice(0, 200).replaceAll("\0", "")).toString();

const insertText = `
  INSERT INTO portcullis.installation_log (id, at, source, kind, method, path, detail, count)
  SELECT id, at, source, kind, method, path, detail, count FROM jsonb_to_recordset($1::jsonb)
    AS r(id uuid, at timestamptz, source text, kind text, method text, path text, detail text, count integer)`;

const purgeText = "SELECT portcullis.purge_installation_log() AS more";

const flushMs = 1_000;
const flushesPerMinute = 60;
const rowsPerNetworkMax = 100;
const rowsPerMinuteMax = 1_000;
const purgeEveryMs = 3_600_000;
const deadlineMs = 5_000;
