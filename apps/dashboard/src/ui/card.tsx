import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names.ts";

export function Card({ className, ...props }: ComponentProps<"section">) {
  return <section className={cn("rounded-lg border bg-surface shadow-card", className)} {...props} />;
}

/** The head of a card: title, a sentence under it, and what can be done at the right. */
export function CardHeader({ title, description, actions }: { title: ReactNode; description?: ReactNode; actions?: ReactNode }) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-b px-4 py-3 sm:px-5">
      <div className="min-w-0">
        <h2 className="font-semibold text-[0.9375rem]">{title}</h2>
        {description ? <p className="mt-0.5 text-ink-muted text-sm">{description}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}

export function CardBody({ className, ...props }: ComponentProps<"div">) {
  return <div className={cn("px-4 py-4 sm:px-5", className)} {...props} />;
}
