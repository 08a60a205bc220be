import { Check, CircleAlert, LoaderCircle } from "lucide-react";
import type { SaveState } from "./autosave.ts";

const words: Record<SaveState["kind"], string> = {
  saved: "Saved",
  unsaved: "Not saved yet",
  saving: "Saving…",
  conflict: "Not saved: somebody else changed this draft",
  failed: "Not saved",
};

/** One word about the draft, announced when it changes. */
export function SaveStatus({ state }: { state: SaveState }) {
  const bad = state.kind === "conflict" || state.kind === "failed";
  return (
    <span role="status" className={`inline-flex items-center gap-1.5 text-xs ${bad ? "text-deny" : "text-ink-muted"}`}>
      {state.kind === "saved" ? <Check className="size-3.5 text-ok" aria-hidden /> : null}
      {state.kind === "saving" ? <LoaderCircle className="size-3.5 animate-spin" aria-hidden /> : null}
      {bad ? <CircleAlert className="size-3.5" aria-hidden /> : null}
      {words[state.kind]}
    </span>
  );
}
