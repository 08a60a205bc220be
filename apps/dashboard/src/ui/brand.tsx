import { cn } from "./class-names.ts";

/** The mark: a lowered grille under its arch. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" className={cn("size-6", className)} aria-hidden="true">
      <path d="M3 21V10.5a9 9 0 0 1 18 0V21" strokeLinecap="round" />
      <path d="M7.5 8v11.2L8.4 21M12 5.5v13.7l0 2.3M16.5 8v11.2L15.6 21" strokeLinecap="round" strokeLinejoin="round" />
      <path d="M4 10.5h16M4 15.5h16" />
    </svg>
  );
}

export function Wordmark({ className }: { className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2 font-semibold text-[0.9375rem] tracking-tight", className)}>
      <Mark className="size-5.5 text-accent-ink" />
      Portcullis
    </span>
  );
}
