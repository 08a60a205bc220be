import type { ReactNode } from "react";

/** One part of a page under its heading, with running text set for reading. */
export function Section({ id, heading, children }: { id: string; heading: string; children: ReactNode }) {
  return (
    <section id={id} aria-labelledby={`${id}-h`} className={`scroll-mt-6 border-t pt-8 ${prose}`}>
      <h2 id={`${id}-h`} className="font-semibold text-xl tracking-tight">
        {heading}
      </h2>
      {children}
    </section>
  );
}

/** Set once at the parent: pages are read by many, and a class list at every element would be most of their bytes. */
export const prose =
  "grid content-start gap-3.5 [&_code]:break-words [&_code]:font-mono [&_code]:text-[0.875em] [&>p]:max-w-2xl [&>p]:text-[0.9375rem] [&>p]:leading-6.5 [&>p]:wrap-anywhere [&_q]:font-medium";

export const linkClass = "rounded-sm font-medium text-accent-ink underline underline-offset-4 hover:text-accent-strong";
/** On a parent: its links in running text. */
export const linksInside =
  "[&_a]:rounded-sm [&_a]:font-medium [&_a]:text-accent-ink [&_a]:underline [&_a]:underline-offset-4 [&_a:hover]:text-accent-strong";
