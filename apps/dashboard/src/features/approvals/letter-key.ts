import { keyStroke } from "../shell/key-stroke.ts";
import { shortcutsAreOn } from "../shell/shortcut-letters.ts";

const sequenceMs = 1_500;

/** A letter that was pressed by itself: not typed, not in a dialog, not after `g` (that leads to a place), and only while letters are shortcuts. */
export function letterKey(event: KeyboardEvent, lastG: { current: number }): string | null {
  const afterG = event.timeStamp - lastG.current < sequenceMs;
  // Asked as after `g`, every letter that is free comes back as a place.
  const stroke = keyStroke(event, { afterG: true, lettersOn: shortcutsAreOn() });
  if (stroke?.kind !== "place") return null;
  lastG.current = stroke.letter === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
  return afterG || stroke.letter === "g" ? null : stroke.letter;
}
