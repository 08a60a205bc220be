import { Badge } from "../../ui/badge.tsx";
import type { Approval } from "./approval.ts";
import { stateWords } from "./words.ts";

export function StateBadge({ state }: { state: Approval["state"] }) {
  const { name, tone } = stateWords(state);
  return <Badge tone={tone}>{name}</Badge>;
}
