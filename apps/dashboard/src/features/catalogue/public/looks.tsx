import { type Category, categoryWords, type Risk, riskOf, riskWords } from "@portcullis/catalogue";
import { cn } from "../../../ui/class-names.ts";

export const riskInk: Record<Risk, string> = {
  low: "text-risk-low",
  medium: "text-risk-medium",
  high: "text-risk-high",
  critical: "text-risk-critical",
};
export const riskFill: Record<Risk, string> = {
  low: "bg-risk-low",
  medium: "bg-risk-medium",
  high: "bg-risk-high",
  critical: "bg-risk-critical",
};
export const risksInOrder: readonly Risk[] = ["low", "medium", "high", "critical"];

/** The category as a word after a dot in the colour of its risk; the word carries the meaning. */
export function CategoryMark({ category, className }: { category: Category; className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap text-xs", className)}>
      <span aria-hidden className={cn("size-2 rounded-full", riskFill[riskOf(category)])} />
      {categoryWords[category].name}
    </span>
  );
}

/** Four steps, filled up to the risk. */
export function RiskScale({ risk }: { risk: Risk }) {
  const level = risksInOrder.indexOf(risk);
  return (
    <p className="flex items-center gap-2.5">
      <span aria-hidden className="flex gap-0.5">
        {risksInOrder.map((step, index) => (
          <span key={step} className={cn("h-2.5 w-5 rounded-xs", index <= level ? riskFill[risk] : "bg-hover")} />
        ))}
      </span>
      <span className={cn("font-medium text-sm", riskInk[risk])}>{riskWords[risk].name}</span>
    </p>
  );
}

/** How the tools of a server divide, as one bar with its legend. */
export function CategoryBar({ counts }: { counts: readonly { category: Category; name: string; risk: Risk; count: number }[] }) {
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  return (
    <figure>
      <div aria-hidden className="flex h-3 gap-0.5 overflow-hidden rounded-sm">
        {counts.map(({ category, risk, count }) => (
          <span key={category} className={cn(riskFill[risk], shade[category])} style={{ width: `${(count / all) * 100}%` }} />
        ))}
      </div>
      <figcaption>
        <ul className="mt-3 flex flex-wrap gap-x-6 gap-y-1.5 text-sm">
          {counts.map(({ category, name, risk, count }) => (
            <li key={category} className="flex items-center gap-2">
              <span aria-hidden className={cn("size-2.5 rounded-xs", riskFill[risk], shade[category])} />
              <span>
                <b className="font-semibold tabular-nums">{count}</b> {name}
              </span>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

/** Two categories may share a risk and its colour. */
const shade: Partial<Record<Category, string>> = { financial: "opacity-60", unclassified: "opacity-45" };
