import { Badge } from "../../ui/badge.tsx";
import type { Decision } from "./decision.ts";

/** Allowed, held for a person, or denied, as a word; colour repeats it. */
export function EffectBadge({ effect, outcome }: { effect: Decision["effect"]; outcome?: string }) {
  if (outcome === "held") return <Badge tone="warn">Held</Badge>;
  return <Badge tone={effect === "allow" ? "ok" : "deny"}>{effect === "allow" ? "Allowed" : "Denied"}</Badge>;
}
