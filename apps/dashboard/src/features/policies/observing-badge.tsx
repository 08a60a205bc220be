import { Eye } from "lucide-react";
import { Badge } from "../../ui/badge.tsx";

/** Wherever a policy stands that decides and records but blocks nothing: nobody may take it for protection. */
export function ObservingBadge() {
  return (
    <Badge tone="warn">
      <Eye aria-hidden /> Observing: nothing is blocked
    </Badge>
  );
}
