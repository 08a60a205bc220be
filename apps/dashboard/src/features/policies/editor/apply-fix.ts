import type { EditorView } from "@codemirror/view";
import type { JsonPatchOperation } from "@portcullis/policy";
import { toast } from "../../../ui/toast.tsx";
import { differenceOf } from "./difference-of.ts";
import { patchText } from "./patch-text.ts";

/**
 * Repairs the text in the editor as one step of its history, so that undo takes back exactly this, and leaves the cursor there:
 * the button that was pressed goes away with its finding.
 */
export function applyFix(view: EditorView, fix: readonly JsonPatchOperation[]) {
  const text = view.state.doc.toString();
  const fixed = patchText(text, fix);
  if (fixed === null) {
    toast("This fix does not fit the text any more", { description: "Edit the place by hand; the list follows.", tone: "error" });
    return;
  }
  const changes = differenceOf(text, fixed);
  view.dispatch({ changes, selection: { anchor: changes.from }, scrollIntoView: true, userEvent: "input.fix" });
  view.focus();
}
