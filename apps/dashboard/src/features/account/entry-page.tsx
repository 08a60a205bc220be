import Link from "next/link";
import type { ReactNode } from "react";
import { Wordmark } from "../../ui/brand.tsx";

export interface EntryPageProps {
  title: string;
  lead: ReactNode;
  children: ReactNode;
  /** The way to the other door ("Have an account? Sign in"). */
  below?: ReactNode;
}

/** The frame of the pages at the door: sign up, sign in, accept an invitation. */
export function EntryPage({ title, lead, children, below }: EntryPageProps) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col px-4 py-8 sm:justify-center sm:py-14">
      <Link href="/" className="mb-8 w-fit rounded-sm" aria-label="Portcullis, to the start page">
        <Wordmark />
      </Link>
      <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
      <p className="mt-1.5 mb-6 text-ink-muted">{lead}</p>
      <div className="rounded-xl border bg-surface p-5 shadow-card sm:p-6">{children}</div>
      {below ? <p className="mt-5 text-center text-ink-muted text-sm">{below}</p> : null}
    </main>
  );
}

/** A link in running text. */
export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="rounded-sm font-medium text-accent-ink underline underline-offset-4 hover:text-accent-strong">
      {children}
    </Link>
  );
}
