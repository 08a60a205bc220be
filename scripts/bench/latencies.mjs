/** Counts per hundredth of a millisecond: a run of a million calls keeps no list of them. */
export class Latencies {
  count = 0;
  #counts = new Uint32Array(1_000_000);

  add(milliseconds) {
    this.count++;
    this.#counts[Math.min(this.#counts.length - 1, Math.round(milliseconds * 100))]++;
  }

  percentile(share) {
    let left = this.count * share;
    let at = 0;
    while (at < this.#counts.length - 1 && left > this.#counts[at]) left -= this.#counts[at++];
    return at / 100;
  }
}
