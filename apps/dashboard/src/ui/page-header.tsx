import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

export interface PageHeaderProps {
  title: ReactNode;
  description?: ReactNode;
  /** Links up, above the title. */
  above?: ReactNode;
  /** Buttons at the right; the primary one last. On a phone they fill their lines. */
  actions?: ReactNode;
}

/** The head of a page; its title is the page's only h1. */
export function PageHeader({ title, description, above, actions }: PageHeaderProps) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {above ? <div className="mb-1.5 text-ink-muted text-sm">{above}</div> : null}
        <h1 className="break-words font-semibold text-xl tracking-tight">{title}</h1>
        {description ? <div className="mt-1 max-w-2xl text-ink-muted text-sm">{description}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2 max-sm:w-full max-sm:*:grow">{actions}</div> : null}
    </header>
  );
}

/** The way back to the list that a page belongs to. */
export function UpLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="-ml-1 inline-flex items-center gap-0.5 rounded-sm hover:text-ink">
      <ChevronLeft className="size-4" aria-hidden />
      {children}
    </Link>
  );
}
