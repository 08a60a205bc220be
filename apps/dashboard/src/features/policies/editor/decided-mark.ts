import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import { jsonLocator, type Range } from "./json-locator.ts";

const place = StateEffect.define<Range | null>();
const mark = Decoration.mark({ class: "cm-decided" });

/** Draws the rule that decided the simulated call. */
export const decidedMark = [
  StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update: (marks, transaction) => {
      const effect = transaction.effects.find((one) => one.is(place));
      if (!effect) return marks.map(transaction.changes);
      return effect.value ? Decoration.set([mark.range(effect.value.from, effect.value.to)]) : Decoration.none;
    },
    provide: (field) => EditorView.decorations.from(field),
  }),
  EditorView.baseTheme({
    ".cm-decided": { backgroundColor: "var(--accent-soft)" },
  }),
];

/** The effect that marks the rule of a pointer in the text, or takes the mark away. */
export function markDecided(text: string, pointer: string | undefined): StateEffect<Range | null> {
  const range = pointer === undefined || pointer === "" ? null : jsonLocator(text).whole(pointer);
  return place.of(range && range.from < range.to ? range : null);
}
