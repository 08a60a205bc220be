"use client";

import { type ReactNode, useEffect, useState } from "react";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { useOrganization } from "./organization-context.tsx";
import { administration, sections } from "./sections.ts";
import { shortcutsAreOn, turnShortcuts } from "./shortcut-letters.ts";
import { shellWords } from "./words.ts";

const words = shellWords.shortcuts;
/** All keys, and the switch that turns the single letters off. */
export default function ShortcutSheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { may } = useOrganization();
  const [on, setOn] = useState(true);
  useEffect(() => setOn(shortcutsAreOn()), []);
  const turn = (next: boolean) => {
    setOn(next);
    turnShortcuts(next);
  };
  const places = [...sections, ...administration].filter(({ needs }) => needs === undefined || may(needs));
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={words.title} description={words.lead}>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-2 text-sm">
        <Row label={words.palette}>
          <Kbd>⌘ K</Kbd> <span className="text-ink-muted text-xs">or</span> <Kbd>Ctrl K</Kbd>
        </Row>
        <Row label={words.sheet}>
          <Kbd>?</Kbd>
        </Row>
        {places.map(({ label, letter }) => (
          <Row key={letter} label={`${words.goTo} ${label}`}>
            <Kbd>g</Kbd> <Kbd>{letter}</Kbd>
          </Row>
        ))}
      </dl>
      <Checkbox
        className="mt-5 border-t pt-4"
        label={words.letters}
        hint={words.lettersHint}
        checked={on}
        onChange={(event) => turn(event.target.checked)}
      />
    </Dialog>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd className="flex items-center justify-end gap-1.5">{children}</dd>
    </>
  );
}
