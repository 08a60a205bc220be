import { errorFinding, type Finding } from "./finding.ts";

/** Thrown when a document takes more steps on a server's tools than there may be. */
export class TooComplex extends Error {}

/**
 * How many steps one compilation may still take, so that no document stalls the process that reads it: a step is a few
 * nanoseconds, all together about a tenth of a second.
 */
export class Work {
  private left = stepsMax;

  /** @throws TooComplex */
  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw new TooComplex();
  }
}

const stepsMax = 20_000_000;

/** Names of tools and the selectors for them have at most this many characters. */
export const nameLengthMax = 256;

export const tooComplex = (tools: number): Finding =>
  errorFinding(
    "too_complex",
    "/tools",
    `Comparing the selectors of this document with the server's ${tools} tools takes too much work. Use fewer globs, or exact names.`,
  );
