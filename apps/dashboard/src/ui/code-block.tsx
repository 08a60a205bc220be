import { cn } from "./class-names.ts";
import { CopyButton } from "./copy-button.tsx";

export interface CodeBlockProps {
  code: string;
  /** Shown above the code, e.g. a file name. */
  caption?: string;
  /** Accessible name of the copy button; null leaves the button out. */
  copyLabel?: string | null;
  /** Breaks long lines instead of scrolling. */
  wrap?: boolean;
  className?: string;
}

/** Code or any text to copy, as plain text. */
export function CodeBlock({ code, caption, copyLabel = "Copy", wrap, className }: CodeBlockProps) {
  return (
    <figure className={cn("overflow-hidden rounded-md border bg-sunken", className)}>
      {caption ? <figcaption className="border-b px-3 py-1.5 font-mono text-ink-muted text-xs">{caption}</figcaption> : null}
      <div className="relative">
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must take focus, or a keyboard could not scroll it
          tabIndex={0}
          className={cn("max-h-96 overflow-auto p-3 pr-11 font-mono text-xs leading-5", wrap && "whitespace-pre-wrap break-all")}
        >
          <code>{code}</code>
        </pre>
        {copyLabel ? <CopyButton text={code} label={copyLabel} className="absolute top-1.5 right-1.5 bg-sunken" /> : null}
      </div>
    </figure>
  );
}

/** One line to copy (a URL, a digest) with its copy button at the right. */
export function CopyLine({ text, label, className }: { text: string; label: string; className?: string }) {
  return (
    <div className={cn("flex min-w-0 items-center gap-1 rounded-md border bg-sunken py-0.5 pr-0.5 pl-3", className)}>
      <code className="min-w-0 flex-1 break-all py-1 font-mono text-xs">{text}</code>
      <CopyButton text={text} label={label} />
    </div>
  );
}
