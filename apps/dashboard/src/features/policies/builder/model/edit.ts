import type { TextOperation } from "../../editor/patch-text.ts";
import { pointerOf, valueAt } from "../../json-pointer.ts";
import type { DocumentView, JsonObject } from "./document-view.ts";

/** A place in the document, by its steps. */
export type Place = readonly (string | number)[];

/** What an edit of the builder is: a patch that touches one place, to be carried out on the text itself. */
export type Edit = readonly TextOperation[];

/** Sets the value of a place; holders that are missing on the way are made. A value that is there already is left as it is written. */
export function put({ value: document }: Pick<DocumentView, "value">, place: Place, value: unknown): Edit {
  const missing = place.findIndex((_, index) => valueAt(document, pointerOf(...place.slice(0, index + 1))) === undefined);
  if (missing < 0) {
    const path = pointerOf(...place);
    return isSame(valueAt(document, path), value) ? [] : [{ op: "replace", path, value }];
  }
  const made = place.slice(missing + 1).reduceRight<unknown>((inner, step) => (step === 0 ? [inner] : { [step]: inner }), value);
  return [{ op: "add", path: pointerOf(...place.slice(0, missing + 1)), value: made }];
}

/** Adds an element to the end of a list, which is made where it is missing. */
export function append(view: Pick<DocumentView, "value">, list: Place, item: unknown): Edit {
  const there = valueAt(view.value, pointerOf(...list));
  if (!Array.isArray(there)) return put(view, list, [item]);
  return [{ op: "add", path: pointerOf(...list, "-"), value: item }];
}

/**
 * Takes a place away; nothing when it is not there. Holders that are left empty go too, as far up as `keep` says: how many steps of the
 * place stay whatever happens (an empty entry means something, an empty list does not).
 */
export function drop({ value: document }: Pick<DocumentView, "value">, place: Place, keep = place.length - 1): Edit {
  if (valueAt(document, pointerOf(...place)) === undefined) return [];
  let depth = place.length;
  while (depth - 1 > keep && childCount(valueAt(document, pointerOf(...place.slice(0, depth - 1)))) === 1) depth--;
  return [{ op: "remove", path: pointerOf(...place.slice(0, depth)) }];
}

/** Puts the value, or takes the place away when it is undefined. */
export const set = (view: Pick<DocumentView, "value">, place: Place, value: unknown, keep?: number): Edit =>
  value === undefined ? drop(view, place, keep) : put(view, place, value);

/** Moves an element of a list one place up or down, as it is written. */
export function shift(list: Place, index: number, by: -1 | 1): Edit {
  return [{ op: "move", from: pointerOf(...list, index), path: pointerOf(...list, index + by) }];
}

/** Repeats an element of a list after itself, as it is written. */
export function repeat(list: Place, index: number): Edit {
  return [{ op: "copy", from: pointerOf(...list, index), path: pointerOf(...list, index + 1) }];
}

const childCount = (value: unknown): number => (Array.isArray(value) ? value.length : Object.keys((value ?? {}) as JsonObject).length);

/** The same JSON, whatever the order of names. */
export function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [keysA, keysB] = [Object.keys(a), Object.keys(b)];
  return (
    keysA.length === keysB.length && keysA.every((key) => Object.hasOwn(b, key) && isSame((a as JsonObject)[key], (b as JsonObject)[key]))
  );
}
