import type { ReactNode } from "react";

export interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  /** h1 where this is all that the page says. */
  heading?: "h1" | "h2";
  /** What this place is for and what to do next. */
  children: ReactNode;
  actions?: ReactNode;
}

/** What a list shows before it has anything in it. */
export function EmptyState({ icon, title, heading: Heading = "h2", children, actions }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-2 rounded-lg border border-dashed bg-surface px-6 py-12 text-center">
      {icon ? (
        <div className="mb-1 grid size-10 place-items-center rounded-lg border bg-page text-ink-muted [&_svg]:size-5" aria-hidden>
          {icon}
        </div>
      ) : null}
      <Heading className="font-semibold text-base">{title}</Heading>
      <div className="max-w-md text-ink-muted text-sm">{children}</div>
      {actions ? <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
