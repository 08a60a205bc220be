import { riskWords } from "@portcullis/catalogue";
import { cn } from "../../../ui/class-names.ts";
import { riskFill } from "../../catalogue/inside/category-badge.tsx";
import { stateLooks } from "../state-badge.tsx";

/** What the colours of the picture mean. */
export function PictureLegend() {
  return (
    <div className="flex flex-wrap gap-x-5 gap-y-1 text-ink-muted text-xs">
      <ul className="flex flex-wrap gap-x-3" aria-label="Lines: the worst that may be called">
        {Object.entries(riskWords).map(([risk, { name }]) => (
          <li key={risk} className="inline-flex items-center gap-1">
            <span className={cn("h-0.5 w-4", riskFill[risk as keyof typeof riskFill])} aria-hidden />
            {name}
          </li>
        ))}
      </ul>
      <ul className="flex flex-wrap gap-x-3" aria-label="Bars: what calls meet">
        {Object.entries(stateLooks).map(([state, { label, colour }]) => (
          <li key={state} className="inline-flex items-center gap-1">
            <span className="size-2 rounded-xs" style={{ background: colour }} aria-hidden />
            {label}
          </li>
        ))}
      </ul>
      <span>
        Dotted: every call is refused. Dashed: observing. Click a category to see its tools. Drawn with{" "}
        <a href="https://reactflow.dev" rel="noreferrer" className="underline underline-offset-2">
          React Flow
        </a>
        .
      </span>
    </div>
  );
}
