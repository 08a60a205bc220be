import fs from "node:fs";
import path from "node:path";
import { ownerOf, touchMs, untouchedMsMax } from "./process-identity.ts";
import { frame, recordBytesMax } from "./record-format.ts";

export type SpoolOptions = {
  /** Created with mode 0700; the files in it with 0600. */
  folder: string;
  newId: () => string;
  bytesMax?: number;
  segmentBytesMax?: number;
  syncMs?: number;
  onError?: (error: unknown) => void;
};

type Segment = { file: string; descriptor: number; bytes: number; open: number; isDirty: boolean };
/** A record that the database does not have yet. `at`: milliseconds of `performance.now()`. */
export type Spooled<T> = { readonly record: T; readonly at: number; readonly segment: Segment };

/**
 * Records that are on their way to the database (security.md 8.5): each is in a file before its call leaves, so that the death of this
 * process loses none. Written at once, synced to disk ten times a second: a power loss may cost the last 100 ms.
 */
export class Spool<T> {
  readonly #options: Required<SpoolOptions>;
  readonly #waiting = new Set<Spooled<T>>();
  #current: Segment | undefined;
  readonly #segments = new Set<Segment>();
  #bytes = 0;
  readonly #timer: NodeJS.Timeout;
  #syncing = false;
  readonly #toucher: NodeJS.Timeout;
  #touchedAt = performance.now();

  constructor(options: SpoolOptions) {
    this.#options = { bytesMax: 256 * 1024 * 1024, segmentBytesMax: 16 * 1024 * 1024, syncMs: 100, onError: () => {}, ...options };
    fs.mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    this.#timer = setInterval(() => this.#sync(), this.#options.syncMs).unref();
    this.#toucher = setInterval(() => this.#touch(), touchMs).unref();
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Milliseconds that the oldest record has waited for the database; 0 when none waits. */
  get ageMs(): number {
    const [oldest] = this.#waiting;
    return oldest === undefined ? 0 : performance.now() - oldest.at;
  }

  get isFull(): boolean {
    return this.#bytes >= this.#options.bytesMax;
  }

  /**
   * Returns once the file has the record.
   * @throws Error of the file system, or for a record that is too long: then the call must not be sent
   */
  append(record: T): Spooled<T> {
    const payload = Buffer.from(JSON.stringify(record));
    if (payload.length > recordBytesMax) throw new RangeError(`a record of ${payload.length} bytes`);
    const framed = frame(payload);
    const segment = this.#segment();
    const written = fs.writeSync(segment.descriptor, framed);
    // A part of a record would hide all that come after it.
    if (written !== framed.length) {
      this.#current = undefined;
      throw new Error(`the spool took ${written} of ${framed.length} bytes`);
    }
    segment.bytes += written;
    segment.open++;
    segment.isDirty = true;
    this.#bytes += written;
    const spooled = { record, at: performance.now(), segment };
    this.#waiting.add(spooled);
    return spooled;
  }

  /** The oldest records that the database does not have. */
  oldest(max: number): Spooled<T>[] {
    const found: Spooled<T>[] = [];
    for (const spooled of this.#waiting) {
      if (found.length === max) break;
      found.push(spooled);
    }
    return found;
  }

  /** The database has these. A file whose records it all has goes. */
  done(records: readonly Spooled<T>[]): void {
    for (const spooled of records) {
      if (!this.#waiting.delete(spooled)) continue;
      spooled.segment.open--;
      if (spooled.segment.open === 0 && spooled.segment !== this.#current) this.#remove(spooled.segment);
    }
    // What nobody waits for need not grow.
    if (this.#current !== undefined && this.#current.open === 0 && this.#current.bytes > idleBytesMax) {
      this.#remove(this.#current);
      this.#current = undefined;
    }
  }

  /** Files whose records the database has not all got stay, for whoever adopts them. */
  close(): void {
    clearInterval(this.#timer);
    clearInterval(this.#toucher);
    for (const segment of [...this.#segments]) {
      if (segment.open === 0) this.#remove(segment);
      else fs.closeSync(segment.descriptor);
    }
    this.#segments.clear();
    this.#current = undefined;
  }

  #segment(): Segment {
    // Frozen for long: somebody may have taken these files over. What waits is in memory too; nothing more is written to them.
    if (performance.now() - this.#touchedAt > untouchedMsMax / 2) this.#current = undefined;
    this.#touchedAt = this.#current === undefined ? performance.now() : this.#touchedAt;
    if (this.#current !== undefined && this.#current.bytes < this.#options.segmentBytesMax) return this.#current;
    const { folder, newId } = this.#options;
    const file = path.join(folder, `${newId()}.${ownerOf()}.spool`);
    const descriptor = fs.openSync(file, "ax", 0o600);
    const segment: Segment = { file, descriptor, bytes: 0, open: 0, isDirty: false };
    this.#segments.add(segment);
    const before = this.#current;
    this.#current = segment;
    if (before?.open === 0) this.#remove(before);
    return segment;
  }

  #remove(segment: Segment): void {
    if (!this.#segments.delete(segment)) return;
    this.#bytes -= segment.bytes;
    fs.closeSync(segment.descriptor);
    fs.rmSync(segment.file, { force: true });
  }

  #touch(): void {
    // Only what is still the own: a file that was given up is not kept from its next owner.
    if (performance.now() - this.#touchedAt > untouchedMsMax / 2) return;
    this.#touchedAt = performance.now();
    const now = new Date();
    for (const { descriptor } of this.#segments) fs.futimes(descriptor, now, now, () => {});
  }

  #sync(): void {
    const dirty = [...this.#segments].filter(({ isDirty }) => isDirty);
    if (this.#syncing || dirty.length === 0) return;
    this.#syncing = true;
    let left = dirty.length;
    for (const segment of dirty) {
      segment.isDirty = false;
      fs.fdatasync(segment.descriptor, (error) => {
        // Closed meanwhile: the database has all of it.
        if (error !== null && error.code !== "EBADF") this.#options.onError(error);
        if (--left === 0) this.#syncing = false;
      });
    }
  }
}

const idleBytesMax = 1024 * 1024;
