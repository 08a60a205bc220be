import { StoreUnavailable, type Watch } from "@portcullis/control-plane/gateway";

/** L9: nothing is decided on a state that the database confirmed longer ago than this. */
export class Freshness {
  readonly #watch: () => Watch | undefined;

  constructor(watch: () => Watch | undefined) {
    this.#watch = watch;
  }

  isFresh(): boolean {
    const watch = this.#watch();
    return watch !== undefined && performance.now() - watch.confirmedAt() <= ageMsMax;
  }

  /** The clock that policies decide by: the database's, never this replica's. Milliseconds since the epoch. */
  databaseNow(): number | undefined {
    return this.#watch()?.databaseNow();
  }

  /** Waits for a confirmation that is young enough; one question serves everybody who waits. @throws StoreUnavailable */
  async confirm(): Promise<void> {
    const watch = this.#watch();
    if (watch === undefined) throw new StoreUnavailable(new Error("the gateway is not watching its database yet"));
    await watch.confirm();
    // One that was already on its way may have been asked too long ago.
    if (!this.isFresh()) await watch.confirm();
    if (!this.isFresh()) throw new StoreUnavailable(new Error("the confirmation came too late"));
  }
}

const ageMsMax = 1_000;
