import { type Category, categoryWords, type Risk, riskOf } from "@portcullis/catalogue";
import { PencilLine } from "lucide-react";
import { cn } from "../../../ui/class-names.ts";

export const riskFill: Record<Risk, string> = {
  low: "bg-risk-low",
  medium: "bg-risk-medium",
  high: "bg-risk-high",
  critical: "bg-risk-critical",
};

/** A tool's category after a dot in the colour of its risk; a pencil says that a person has set it. */
export function CategoryBadge({ category, overridden, className }: { category: Category; overridden?: boolean; className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap font-medium text-xs", className)}>
      <span aria-hidden className={cn("size-2 shrink-0 rounded-full", riskFill[riskOf(category)])} />
      {categoryWords[category].name}
      {overridden ? (
        <>
          <PencilLine aria-hidden className="size-3 text-ink-muted" />
          <span className="sr-only">(set by a person)</span>
        </>
      ) : null}
    </span>
  );
}
