"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./class-names.ts";

/** A checkbox with its label beside it. */
export function Checkbox({ label, hint, className, ...props }: ComponentProps<"input"> & { label: ReactNode; hint?: ReactNode }) {
  const id = useId();
  return (
    <div className={cn("flex items-start gap-2.5", className)}>
      <input
        id={id}
        type="checkbox"
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="mt-0.5 size-4 shrink-0 accent-accent"
        {...props}
      />
      <div className="min-w-0">
        <label htmlFor={id} className="text-sm">
          {label}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className="text-ink-muted text-xs">
            {hint}
          </p>
        ) : null}
      </div>
    </div>
  );
}
