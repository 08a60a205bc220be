"use client";

import { CopyButton } from "../../../ui/copy-button.tsx";

/** Copies what stands in the element with the id, so that the text is in the page once. */
export function CopyTextOf({ id, label }: { id: string; label: string }) {
  return <CopyButton text={() => document.getElementById(id)?.textContent ?? ""} label={label} showLabel className="bg-surface" />;
}
