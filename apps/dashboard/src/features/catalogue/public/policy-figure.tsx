import { CopyTextOf } from "./copy-text-of.tsx";

/** A policy to read and to take along. */
export function PolicyFigure({ id, text, label = "Policy" }: { id: string; text: string; label?: string }) {
  return (
    <figure className="min-w-0 overflow-hidden rounded-lg border bg-sunken">
      <figcaption className="flex items-center justify-between gap-3 border-b py-1.5 pr-1.5 pl-4 text-ink-muted text-xs">
        {label}
        <CopyTextOf id={id} label="Copy policy" />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must take focus, or a keyboard could not scroll it */}
      <pre id={id} tabIndex={0} className="max-h-112 overflow-auto p-4 font-mono text-xs leading-5">
        {text}
      </pre>
    </figure>
  );
}
