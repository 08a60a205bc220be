"use client";

import { json } from "@codemirror/lang-json";
import { type Diagnostic, linter, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";
import CodeMirror from "@uiw/react-codemirror";
import { useEffect, useId, useLayoutEffect, useMemo, useState } from "react";
import { Kbd } from "../../../ui/kbd.tsx";
import { useNonce } from "../../../ui/nonce.tsx";
import { useStable } from "../../../ui/use-stable.ts";
import { applyFix } from "./apply-fix.ts";
import { decidedMark, markDecided } from "./decided-mark.ts";
import { describeFix } from "./describe-fix.ts";
import { differenceOf } from "./difference-of.ts";
import { editorTheme } from "./editor-theme.ts";
import { FindingList } from "./finding-list.tsx";
import { jsonLocator } from "./json-locator.ts";
import type { LocatedFinding } from "./located-finding.ts";

export interface PolicyEditorProps {
  value: string;
  /** Left out for a document that can only be read. */
  onChange?: (text: string) => void;
  /** Left out for a text that nobody judges, such as a call's arguments. */
  findings?: readonly LocatedFinding[];
  /** The text the findings were made from; while it lags behind the editor they are not drawn into it. */
  findingsFor?: string;
  label?: string;
  maxHeight?: string;
  /** The place to go to; a new `serial` goes there again. */
  reveal?: { pointer: string; serial: number };
  /** The rule that decided the simulated call. */
  decidedBy?: string;
}

/** The editor does so itself only while nothing is selected: otherwise Escape first drops the selection and counts for no more. */
const escapeFreesTab = EditorView.domEventObservers({
  keydown: (event, view) => {
    if (event.key === "Escape") view.setTabFocusMode(2_000);
  },
});

/** The raw document with its findings underlined in the text, marked in the gutter and listed below. */
export default function PolicyEditor({
  value,
  onChange,
  findings,
  findingsFor,
  label = "Policy document",
  maxHeight = "min(62vh, 46rem)",
  reveal,
  decidedBy,
}: PolicyEditorProps) {
  const [view, setView] = useState<EditorView | null>(null);
  const hintId = useId();
  const nonce = useNonce();
  const extensions = useMemo(
    () => [
      json(),
      linter(null),
      lintGutter(),
      escapeFreesTab,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": hintId, tabindex: "0" }),
      ...(nonce ? [EditorView.cspNonce.of(nonce)] : []),
      editorTheme,
      decidedMark,
    ],
    [label, hintId, nonce],
  );

  const editable = onChange !== undefined;
  const take = useStable((text: string) => onChange?.(text));
  useEffect(() => {
    if (!view || !findings || view.state.doc.toString() !== findingsFor) return;
    view.dispatch(
      setDiagnostics(
        view.state,
        findings.map((finding) => diagnosticOf(finding, editable)),
      ),
    );
  }, [view, findings, findingsFor, editable]);

  // Undo and the builder change one stretch; put whole, the text would lose the cursor and the place it is scrolled to.
  useLayoutEffect(() => {
    if (!view) return;
    const text = view.state.doc.toString();
    if (text !== value) view.dispatch({ changes: differenceOf(text, value) });
  }, [view, value]);

  useEffect(() => {
    if (!view || !reveal) return;
    const { from } = jsonLocator(view.state.doc.toString()).range(reveal.pointer, "key");
    view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    view.focus();
  }, [view, reveal]);

  useEffect(() => {
    if (view?.state.doc.toString() === value) view.dispatch({ effects: markDecided(value, decidedBy) });
  }, [view, value, decidedBy]);

  const jump = ({ from }: LocatedFinding) => {
    if (!view) return;
    const at = Math.min(from, view.state.doc.length);
    view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    view.focus();
  };

  return (
    <div className="grid gap-3">
      <div className="overflow-hidden rounded-lg border bg-surface shadow-card focus-within:outline-2 focus-within:outline-accent">
        <CodeMirror
          value={value}
          onChange={take}
          onCreateEditor={setView}
          readOnly={!editable}
          extensions={extensions}
          theme="none"
          maxHeight={maxHeight}
          basicSetup={basicSetup}
        />
        <p id={hintId} className="border-t bg-sunken/60 px-3 py-1.5 text-ink-muted text-xs">
          <Kbd>Esc</Kbd> then <Kbd>Tab</Kbd> leaves the editor.
          {findings ? (
            <>
              {" "}
              <Kbd>F8</Kbd> goes to the next finding.
            </>
          ) : null}
        </p>
      </div>
      {findings ? (
        <FindingList findings={findings} onJump={jump} onFix={editable ? ({ fix }) => view && fix && applyFix(view, fix) : undefined} />
      ) : null}
    </div>
  );
}

// One object for good: another one, or another `onChange`, has the editor set up all of its extensions anew.
const basicSetup = { autocompletion: false, highlightSelectionMatches: true, tabSize: 2, history: false, historyKeymap: false };

function diagnosticOf({ from, to, severity, message, fix }: LocatedFinding, editable: boolean): Diagnostic {
  const actions = fix && editable ? [{ name: describeFix(fix), apply: (view: EditorView) => applyFix(view, fix) }] : [];
  return { from, to, severity, message, actions };
}
