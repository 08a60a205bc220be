"use client";

import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";
import { useFieldControl } from "./field.tsx";

export const controlClasses =
  "w-full min-w-0 rounded-md border border-line-control bg-surface px-3 text-base text-ink transition-shadow placeholder:text-ink-faint focus-visible:border-accent focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-accent/45 disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-muted aria-invalid:border-deny aria-invalid:focus-visible:outline-deny/45 sm:text-sm dark:bg-sunken";

/** A text input; 16 px on phones, so that focusing it does not zoom the page. */
export function Input({ className, mono, ...props }: ComponentProps<"input"> & { mono?: boolean }) {
  return <input {...useFieldControl()} className={cn(controlClasses, "h-9", mono && "font-mono sm:text-xs", className)} {...props} />;
}

export function Textarea({ className, mono, ...props }: ComponentProps<"textarea"> & { mono?: boolean }) {
  return (
    <textarea
      {...useFieldControl()}
      className={cn(controlClasses, "min-h-20 py-2", mono && "font-mono sm:text-xs", className)}
      {...props}
    />
  );
}
