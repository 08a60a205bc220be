import type { Category } from "./language.ts";
import { type Glob, matchesGlob, type Selector } from "./selectors.ts";
import { nameLengthMax, type Work } from "./work.ts";

/**
 * Many selectors at once: finds those that select a name without trying each. Exact names and categories are looked up; a glob is tried
 * only on names that have its rarest piece, three characters of its fixed text.
 */
export class SelectorIndex {
  readonly #exact = new Map<string, number[]>();
  readonly #categories = new Map<Category, number[]>();
  readonly #everything: number[] = [];
  readonly #byPiece = new Map<string, { position: number; glob: Glob }[]>();
  /** Lengths of those pieces. */
  readonly #sizes: readonly number[];

  constructor(selectors: readonly Selector[]) {
    const pieces = selectors.map((selector) => (selector.kind === "glob" ? piecesOf(selector.glob) : []));
    const uses = new Map<string, number>();
    for (const piece of pieces.flat()) uses.set(piece, (uses.get(piece) ?? 0) + 1);
    for (const [position, selector] of selectors.entries()) {
      if (selector.kind === "exact") put(this.#exact, selector.name, position);
      else if (selector.kind === "category") put(this.#categories, selector.category, position);
      else {
        const rarest = rarestOf(pieces[position] ?? [], uses);
        if (rarest === undefined) this.#everything.push(position);
        else put(this.#byPiece, rarest, { position, glob: selector.glob });
      }
    }
    this.#sizes = [...new Set([...this.#byPiece.keys()].map(({ length }) => length))];
  }

  /** Positions of the selectors that select a name, ascending; none for a name that is too long to be one. @throws TooComplex when `work` is used up */
  selecting(name: string, category: Category, work?: Work): number[] {
    if (name.length > nameLengthMax) return [];
    const found = [...(this.#exact.get(name) ?? []), ...(this.#categories.get(category) ?? []), ...this.#everything];
    const tried = new Set<string>();
    for (const size of this.#sizes) {
      for (let at = 0; at + size <= name.length; at++) {
        const piece = name.slice(at, at + size);
        const globs = this.#byPiece.get(piece);
        if (globs === undefined || tried.has(piece)) continue;
        tried.add(piece);
        work?.spend(globs.length * (name.length + callSteps));
        for (const { position, glob } of globs) if (matchesGlob(glob, name)) found.push(position);
      }
    }
    work?.spend(found.length + 16 * name.length * this.#sizes.length);
    return found.sort((a, b) => a - b);
  }
}

const pieceLength = 3;
const callSteps = 32;

// What tells globs apart stands near the ends of their texts more often than not.
const piecesOf = ({ head, middle, tail }: Glob): string[] => {
  const parts = [head, ...middle, tail].filter((part) => part !== "");
  return [...parts.slice(0, partsMax), ...parts.slice(partsMax).slice(-partsMax)].flatMap((part) => {
    const last = Math.max(0, part.length - pieceLength);
    const starts = last < 2 * endLength ? [...Array(last + 1).keys()] : [...ends, ...ends.map((at) => last - at)];
    return starts.map((at) => part.slice(at, at + pieceLength));
  });
};
const partsMax = 4;
const endLength = 12;
const ends = [...Array(endLength).keys()];

// The longer first: a single letter is in most names, however few globs have it.
const rarestOf = (pieces: readonly string[], uses: ReadonlyMap<string, number>): string | undefined => {
  let best: string | undefined;
  for (const piece of pieces) {
    const isBetter =
      best === undefined || piece.length > best.length || (piece.length === best.length && (uses.get(piece) ?? 0) < (uses.get(best) ?? 0));
    if (isBetter) best = piece;
  }
  return best;
};

const put = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
};
