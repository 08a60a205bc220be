"use client";

import { useId } from "react";
import { cn } from "../../../ui/class-names.ts";
import { type Choice, choices } from "./model/tool-choice.ts";

export const choiceWords: Record<Choice, { label: string; hint: string; tone: string }> = {
  allow: { label: "Allow", hint: "Calls go through", tone: "has-checked:bg-ok-soft has-checked:text-ok" },
  deny: { label: "Deny", hint: "Calls are refused; the tool stays listed", tone: "has-checked:bg-deny-soft has-checked:text-deny" },
  hide: { label: "Hide", hint: "Not listed, and answered as unknown", tone: "has-checked:bg-hide-soft has-checked:text-hide" },
  approve: { label: "Approve", hint: "A person has to approve each call", tone: "has-checked:bg-accent-soft has-checked:text-accent-ink" },
  custom: { label: "Custom", hint: "Rules or limits decide", tone: "has-checked:bg-warn-soft has-checked:text-warn" },
};

/** One control for what becomes of a tool. */
export function ChoiceControl({
  label,
  value,
  disabled,
  onChange,
}: {
  label: string;
  value: Choice | undefined;
  disabled: boolean;
  onChange: (choice: Choice) => void;
}) {
  const name = useId();
  return (
    <fieldset className="min-w-0" disabled={disabled}>
      <legend className="sr-only">{label}</legend>
      <div className="flex flex-wrap overflow-hidden rounded-md border border-line-control/60">
        {choices.map((choice) => (
          <label
            key={choice}
            title={choiceWords[choice].hint}
            className={cn(
              "flex-1 cursor-pointer whitespace-nowrap px-2.5 py-1 text-center text-sm hover:bg-hover has-checked:font-medium has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:-outline-offset-2",
              choiceWords[choice].tone,
            )}
          >
            <input type="radio" name={name} className="sr-only" checked={value === choice} onChange={() => onChange(choice)} />
            {choiceWords[choice].label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
