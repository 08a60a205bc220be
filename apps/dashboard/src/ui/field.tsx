"use client";

import { createContext, type ReactNode, useContext, useId } from "react";
import { cn } from "./class-names.ts";

interface FieldControl {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
}

const FieldContext = createContext<FieldControl | null>(null);

export interface FieldProps {
  label: ReactNode;
  /** A sentence that helps to fill it in; stays visible. */
  hint?: ReactNode;
  /** What is wrong and what to do; announced with the control. */
  error?: string | null;
  optional?: boolean;
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean;
  className?: string;
  children: ReactNode;
}

/** Label, control, hint and error, tied together by ids. The control inside is an Input, Textarea or Select. */
export function Field({ label, hint, error, optional, hideLabel, className, children }: FieldProps) {
  const id = useId();
  const hintId = hint ? `${id}-hint` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  const describedBy = [errorId, hintId].filter(Boolean).join(" ") || undefined;
  return (
    <FieldContext value={{ id, describedBy, invalid: Boolean(error) }}>
      <div className={cn("grid content-start gap-1.5", className)}>
        <div className={cn("flex items-baseline justify-between gap-2", hideLabel && "sr-only")}>
          <label htmlFor={id} className="font-medium text-sm">
            {label}
          </label>
          {optional ? <span className="text-ink-muted text-xs">Optional</span> : null}
        </div>
        {children}
        {error ? (
          <p id={errorId} className="text-deny text-xs">
            {error}
          </p>
        ) : null}
        {hint ? (
          <p id={hintId} className="text-ink-muted text-xs">
            {hint}
          </p>
        ) : null}
      </div>
    </FieldContext>
  );
}

/** The id and aria attributes that a control inside a Field takes over; empty outside of one. */
export function useFieldControl() {
  const control = useContext(FieldContext);
  if (!control) return {};
  return { id: control.id, "aria-describedby": control.describedBy, "aria-invalid": control.invalid || undefined };
}
