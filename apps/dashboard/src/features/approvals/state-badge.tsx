import { Badge } from "../../ui/badge.tsx";
import { type Standing, standingWords, stateTone } from "./words.ts";

export function StateBadge({ approval }: { approval: Standing }) {
  return <Badge tone={stateTone(approval.state)}>{standingWords(approval)}</Badge>;
}
