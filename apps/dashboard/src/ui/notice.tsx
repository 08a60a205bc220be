import Link from "next/link";
import type { ReactNode } from "react";
import { Wordmark } from "./brand.tsx";

/** A page that has one thing to say. */
export function Notice({ title, children, actions }: { title: string; children: ReactNode; actions: ReactNode }) {
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center gap-3 px-5 py-16">
      <Link href="/" className="mb-4 w-fit rounded-sm">
        <Wordmark />
      </Link>
      <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
      <p className="text-ink-muted">{children}</p>
      <div className="mt-2 flex flex-wrap gap-2">{actions}</div>
    </main>
  );
}
