"use client";

import { Tabs as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";

export const Tabs = Radix.Root;

/** The row of tabs; `label` names it for screen readers. */
export function TabList({ label, className, ...props }: ComponentProps<typeof Radix.List> & { label: string }) {
  return (
    <Radix.List aria-label={label} className={cn("flex gap-1 overflow-x-auto shadow-[inset_0_-1px_0_var(--line)]", className)} {...props} />
  );
}

export function Tab({ className, ...props }: ComponentProps<typeof Radix.Trigger>) {
  return (
    <Radix.Trigger
      className={cn(
        "whitespace-nowrap border-transparent border-b-2 px-3 py-2 font-medium text-ink-muted text-sm transition-colors hover:text-ink focus-visible:outline-offset-[-2px] data-[state=active]:border-accent data-[state=active]:text-ink",
        className,
      )}
      {...props}
    />
  );
}

export function TabPanel({ className, ...props }: ComponentProps<typeof Radix.Content>) {
  return <Radix.Content className={cn("pt-4", className)} {...props} />;
}
