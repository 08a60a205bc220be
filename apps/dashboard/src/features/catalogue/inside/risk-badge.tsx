import { type Risk, riskWords } from "@portcullis/catalogue";
import { Badge, type BadgeTone } from "../../../ui/badge.tsx";

const tones: Record<Risk, BadgeTone> = { low: "ok", medium: "warn", high: "warn", critical: "deny" };

/** The risk in words: "High risk". */
export function RiskBadge({ risk }: { risk: Risk }) {
  return (
    <Badge tone={tones[risk]} className={risk === "high" ? "text-risk-high" : undefined}>
      {riskWords[risk].name}
    </Badge>
  );
}
