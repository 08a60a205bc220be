"use client";

import { Button } from "../../../ui/button.tsx";
import { choiceWords } from "./choice-control.tsx";
import { type Choice, choices } from "./model/tool-choice.ts";

/** What can be made of all selected tools at once, as one step of undo. */
export function BulkBar({
  count,
  disabled,
  onChoose,
  onClear,
}: {
  count: number;
  disabled: boolean;
  onChoose: (choice: Exclude<Choice, "custom">) => void;
  onClear: () => void;
}) {
  return (
    <div role="toolbar" aria-label="Selected tools" className="flex flex-wrap items-center gap-1 border-b bg-accent-soft px-2 py-1.5">
      <span role="status" className="mr-auto text-sm">
        {count} selected
      </span>
      {choices
        .filter((choice): choice is Exclude<Choice, "custom"> => choice !== "custom")
        .map((choice) => (
          <Button key={choice} size="sm" disabled={disabled} onClick={() => onChoose(choice)}>
            {choiceWords[choice].label}
          </Button>
        ))}
      <Button size="sm" variant="ghost" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}
