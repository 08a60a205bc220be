import type { ReactNode } from "react";

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className="rounded-sm border border-b-2 bg-sunken px-1 font-mono text-[0.6875rem] text-ink-muted">{children}</kbd>;
}
