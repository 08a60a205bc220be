"use client";

import { Keyboard } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Kbd } from "../../ui/kbd.tsx";

const keys = [
  { key: "j", does: "Next call" },
  { key: "k", does: "Previous call" },
  { key: "Enter", does: "Open the call" },
  { key: "Esc", does: "Close it" },
  { key: "/", does: "Search" },
];

/** What keys do here, and a switch for those that are a single letter: a voice that types them by accident can be spared. */
export function KeyHelp({ enabled, onChange }: { enabled: boolean; onChange: (enabled: boolean) => void }) {
  return (
    <Dialog
      trigger={
        <Button size="icon" variant="ghost" aria-label="Keyboard shortcuts" className="max-md:hidden">
          <Keyboard aria-hidden />
        </Button>
      }
      title="Keyboard"
      className="max-w-sm"
    >
      <dl className="mb-4 grid grid-cols-[4rem_1fr] gap-y-2 text-sm">
        {keys.map(({ key, does }) => (
          <div key={key} className="contents">
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <Checkbox label="Single-letter keys" checked={enabled} onChange={(event) => onChange(event.target.checked)} />
    </Dialog>
  );
}
