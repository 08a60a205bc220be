"use client";

import { type Dispatch, type SetStateAction, useEffect, useId, useState } from "react";

export const panes = ["builder", "split", "json"] as const;
export type Pane = (typeof panes)[number];

const words: Record<Pane, string> = { builder: "Builder", split: "Both", json: "JSON" };
const storageKey = "portcullis.policy-pane";

/** Which panes are open; the browser remembers. */
export function usePane(): [Pane, Dispatch<SetStateAction<Pane>>] {
  const [pane, setPane] = useState<Pane>("split");
  const [isRead, setRead] = useState(false);
  useEffect(() => {
    const kept = panes.find((one) => one === localStorage.getItem(storageKey));
    if (kept) setPane(kept);
    setRead(true);
  }, []);
  useEffect(() => {
    if (isRead) localStorage.setItem(storageKey, pane);
  }, [pane, isRead]);
  return [pane, setPane];
}

export function ViewSwitch({ value, onChange }: { value: Pane; onChange: (pane: Pane) => void }) {
  const name = useId();
  return (
    <fieldset>
      <legend className="sr-only">Show</legend>
      <div className="flex overflow-hidden rounded-md border border-line-control/60">
        {panes.map((pane) => (
          <label
            key={pane}
            className="cursor-pointer px-3 py-1 text-sm hover:bg-hover has-checked:bg-accent-soft has-checked:font-medium has-checked:text-accent-ink has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:-outline-offset-2"
          >
            <input type="radio" name={name} className="sr-only" checked={value === pane} onChange={() => onChange(pane)} />
            {words[pane]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
