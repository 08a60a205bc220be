import { TriangleAlert } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";

/** A fresh signing secret, the only time it is ever shown. */
export function SecretOnce({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <section aria-label="The signing secret" className="rounded-lg border border-accent bg-surface p-4">
      <h3 className="font-semibold text-[0.9375rem]">The signing secret</h3>
      <p className="mt-1 flex items-start gap-2 text-ink-muted text-sm">
        <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
        Copy it now to the receiver. It is stored sealed, and nobody can show it again.
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 basis-60 break-all rounded-md border bg-sunken px-3 py-2 font-mono text-xs">{secret}</code>
        <CopyButton text={secret} label="Copy secret" showLabel variant="primary" size="md" />
        <Button onClick={onDone}>I have it</Button>
      </div>
    </section>
  );
}
