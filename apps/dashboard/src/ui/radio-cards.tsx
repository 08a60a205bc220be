"use client";

import { type ReactNode, useId } from "react";
import { cn } from "./class-names.ts";

export interface RadioCardsProps<Value extends string> {
  legend: string;
  value: Value;
  options: readonly { value: Value; label: string; hint: ReactNode }[];
  onChange: (value: Value) => void;
  disabled?: boolean;
}

/** One of a few, where each needs a sentence or two to choose by. */
export function RadioCards<Value extends string>({ legend, value, options, onChange, disabled }: RadioCardsProps<Value>) {
  const name = useId();
  return (
    <fieldset className="grid gap-2" disabled={disabled}>
      <legend className="mb-1.5 font-medium text-sm">{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={cn(
            "flex items-start gap-2.5 rounded-md border px-3 py-2.5 transition-colors",
            value === option.value ? "border-accent bg-accent-soft/40" : "hover:bg-hover/60",
          )}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={value === option.value}
            onChange={() => onChange(option.value)}
            aria-describedby={`${name}-${option.value}`}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span className="grid min-w-0 gap-0.5">
            <span className="text-sm">{option.label}</span>
            <span id={`${name}-${option.value}`} className="break-words text-ink-muted text-xs">
              {option.hint}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
