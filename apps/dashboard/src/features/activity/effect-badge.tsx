import { Badge } from "../../ui/badge.tsx";
import type { Decision } from "./decision.ts";

/** Allowed or denied, as a word; colour repeats it. */
export function EffectBadge({ effect }: { effect: Decision["effect"] }) {
  return <Badge tone={effect === "allow" ? "ok" : "deny"}>{effect === "allow" ? "Allowed" : "Denied"}</Badge>;
}
