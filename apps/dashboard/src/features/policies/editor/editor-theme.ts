import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The page's own colours, which follow the theme by themselves: nothing has to change when the person switches. */
export const editorTheme = [
  EditorView.theme({
    "&": { backgroundColor: "var(--surface)", color: "var(--ink)", fontSize: "0.8125rem" },
    // The box around the editor shows the focus: here the gutter would cover a part of it.
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": { fontFamily: "var(--font-geist-mono), ui-monospace, monospace", lineHeight: "1.35rem" },
    ".cm-content": { caretColor: "var(--ink)", padding: "0.5rem 0" },
    ".cm-content, .cm-gutter": { minHeight: "22rem" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
    ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--ink-muted)", borderRight: "1px solid var(--line)" },
    ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--hover) 45%, transparent)" },
    ".cm-activeLineGutter": { backgroundColor: "var(--hover)", color: "var(--ink)" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
      backgroundColor: "var(--accent-soft)",
    },
    ".cm-selectionMatch": { backgroundColor: "var(--warn-soft)" },
    "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--accent)" },
    ".cm-foldPlaceholder": { backgroundColor: "var(--hover)", borderColor: "var(--line)", color: "var(--ink-muted)" },
    ".cm-tooltip": {
      backgroundColor: "var(--raised)",
      color: "var(--ink)",
      border: "1px solid var(--line)",
      borderRadius: "6px",
      maxWidth: "28rem",
    },
    ".cm-diagnostic": { fontFamily: "var(--font-geist-sans), system-ui, sans-serif", padding: "0.35rem 0.6rem" },
    ".cm-diagnostic-error": { borderLeftColor: "var(--deny-fill)" },
    ".cm-diagnostic-warning": { borderLeftColor: "var(--warn)" },
    // The stock underline is a fixed red picture; this one takes the theme's colours.
    ".cm-lintRange": { backgroundImage: "none", textDecoration: "underline wavy 1px", textUnderlineOffset: "3px" },
    ".cm-lintRange-error": { textDecorationColor: "var(--deny-fill)" },
    ".cm-lintRange-warning": { textDecorationColor: "var(--warn)" },
    ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)", borderColor: "var(--line)" },
    ".cm-textfield": { backgroundColor: "var(--surface)", borderColor: "var(--line-control)", color: "var(--ink)" },
    ".cm-button": { backgroundImage: "none", backgroundColor: "var(--surface)", borderColor: "var(--line-control)", color: "var(--ink)" },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.propertyName, color: "var(--accent-ink)" },
      { tag: tags.string, color: "var(--ok)" },
      { tag: tags.number, color: "var(--warn)" },
      { tag: [tags.bool, tags.null], color: "var(--hide)" },
      { tag: [tags.separator, tags.brace, tags.squareBracket], color: "var(--ink-muted)" },
      { tag: tags.invalid, color: "var(--deny)" },
    ]),
  ),
];
