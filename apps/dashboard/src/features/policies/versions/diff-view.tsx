import { useMemo } from "react";
import { cn } from "../../../ui/class-names.ts";
import { type DiffLine, lineDiff, withGaps } from "./line-diff.ts";

const signs: Record<DiffLine["kind"], { sign: string; word: string; className: string }> = {
  same: { sign: " ", word: "", className: "" },
  added: { sign: "+", word: "added: ", className: "bg-ok-soft text-ok" },
  removed: { sign: "−", word: "removed: ", className: "bg-deny-soft text-deny" },
};

/** The changed lines of two texts with some lines around them. */
export function DiffView({ before, after, label }: { before: string; after: string; label: string }) {
  const lines = useMemo(() => withGaps(lineDiff(before.trimEnd(), after.trimEnd())), [before, after]);
  if (!lines.some((line) => line.kind === "added" || line.kind === "removed"))
    return <p className="rounded-md border bg-sunken px-3 py-2 text-ink-muted text-sm">The two texts are the same.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must take focus, or a keyboard could not scroll it
    <section tabIndex={0} aria-label={label} className="max-h-96 overflow-auto rounded-md border bg-sunken font-mono text-xs leading-5">
      <div className="min-w-full py-1">
        {lines.map((line) =>
          line.kind === "gap" ? (
            <div key={`gap-${line.after}`} className="border-y bg-hover px-3 text-ink-muted">
              {line.lines} unchanged {line.lines === 1 ? "line" : "lines"}
            </div>
          ) : (
            <div
              key={`${line.oldLine ?? ""}:${line.newLine ?? ""}`}
              className={cn("flex whitespace-pre-wrap px-3", signs[line.kind].className)}
            >
              <span className="w-10 shrink-0 select-none pr-3 text-right text-ink-muted" aria-hidden>
                {line.newLine ?? line.oldLine}
              </span>
              <span className="w-4 shrink-0 select-none" aria-hidden>
                {signs[line.kind].sign}
              </span>
              <span className="sr-only">{signs[line.kind].word}</span>
              <span className="min-w-0 break-words">{line.text}</span>
            </div>
          ),
        )}
      </div>
    </section>
  );
}
