import { Eye, GitCompareArrows } from "lucide-react";
import { Badge } from "../../ui/badge.tsx";
import type { Decision } from "./decision.ts";
import { disagrees, observedInWords, shadowInWords } from "./verdicts.ts";

/** What a policy said that was not enforced: the live one while it observes, or a shadow that would have decided otherwise. */
export function VerdictBadges({ decision }: { decision: Decision }) {
  return (
    <>
      {decision.observed ? (
        <Badge tone="warn">
          <Eye aria-hidden /> {observedInWords(decision.observed.verdict)}
        </Badge>
      ) : null}
      {decision.shadow && disagrees(decision) ? (
        <Badge tone="hide">
          <GitCompareArrows aria-hidden /> {shadowInWords(decision.shadow.effect)}
        </Badge>
      ) : null}
    </>
  );
}
