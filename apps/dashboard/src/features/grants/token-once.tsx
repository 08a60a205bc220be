import { TriangleAlert } from "lucide-react";
import { CopyButton } from "../../ui/copy-button.tsx";

/** A fresh token, the only time it is ever shown. It lives in the page's memory alone. */
export function TokenOnce({ token }: { token: string }) {
  return (
    <section aria-label="Token" className="rounded-lg border border-accent bg-surface p-4 shadow-card">
      <h2 className="font-semibold text-[0.9375rem]">The token</h2>
      <p className="mt-1 flex items-start gap-2 text-ink-muted text-sm">
        <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
        Copy it now. Only a hash is kept, so nobody can show it again. If it is lost, rotate the grant.
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 basis-60 break-all rounded-md border bg-sunken px-3 py-2 font-mono text-xs">{token}</code>
        <CopyButton text={token} label="Copy token" showLabel variant="primary" size="md" />
      </div>
    </section>
  );
}
