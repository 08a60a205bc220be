import type { SsePiece } from "@portcullis/protocol";

/** Counts what carries no message: comments, blank lines, events without data. A sound server sends a few of them a minute. */
export class Noise {
  #second = 0;
  #count = 0;

  /** True when there is more of it than any server has a use for, so that reading on would only cost. */
  isTooMuch(pieces: readonly SsePiece[], now: number): boolean {
    const second = Math.floor(now / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#count = 0;
    }
    for (const piece of pieces) if (piece.kind === "comment" || piece.data === undefined || piece.data.length === 0) this.#count++;
    return this.#count > perSecondMax;
  }
}

const perSecondMax = 1_000;
