import { Eye } from "lucide-react";
import { Badge } from "../../ui/badge.tsx";

/** Wherever a policy stands that decides and records but blocks nothing: nobody may take it for protection. */
export function ObservingBadge({ short = false }: { short?: boolean }) {
  return (
    <Badge tone="warn">
      <Eye className="size-3.5" aria-hidden /> {short ? "Observing" : "Observing: nothing is blocked"}
    </Badge>
  );
}
