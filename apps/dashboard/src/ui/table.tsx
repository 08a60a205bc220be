import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";

/** A table that scrolls sideways inside its own box when it is too wide. `label` names it for screen readers. */
export function Table({ label, className, children, ...props }: ComponentProps<"table"> & { label: string }) {
  return (
    // The box must take focus, or a keyboard could not scroll it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="relative overflow-x-auto rounded-lg border bg-surface shadow-card" aria-label={label} tabIndex={0}>
      <table aria-label={label} className={cn("w-full border-collapse text-left text-sm", className)} {...props}>
        {children}
      </table>
    </section>
  );
}

export function TableHead({ className, ...props }: ComponentProps<"thead">) {
  return <thead className={cn("border-b bg-sunken/60 text-ink-muted text-xs", className)} {...props} />;
}

export function TableBody({ className, ...props }: ComponentProps<"tbody">) {
  return <tbody className={cn("divide-y", className)} {...props} />;
}

export function TableRow({ className, ...props }: ComponentProps<"tr">) {
  return <tr className={cn("transition-colors [tbody_&]:hover:bg-hover/60", className)} {...props} />;
}

export function TableHeader({ className, ...props }: ComponentProps<"th">) {
  return <th scope="col" className={cn("whitespace-nowrap px-4 py-2 font-medium", className)} {...props} />;
}

export function TableCell({ className, ...props }: ComponentProps<"td">) {
  return <td className={cn("px-4 py-2.5 align-middle", className)} {...props} />;
}
