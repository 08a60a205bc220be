import { Badge } from "../../ui/badge.tsx";
import { type Grant, grantState } from "./grant.ts";

/** Says that a grant cannot be used any more; an active one needs no badge. */
export function GrantStateBadge({ grant }: { grant: Pick<Grant, "revokedAt" | "expiresAt"> }) {
  const state = grantState(grant, new Date());
  if (state === "active") return null;
  return <Badge tone={state === "revoked" ? "deny" : "warn"}>{state === "revoked" ? "Revoked" : "Expired"}</Badge>;
}
