import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../trpc/router/index.ts";

type Outputs = inferRouterOutputs<AppRouter>;
export type Grant = Outputs["grant"]["list"][number];
export type GrantAccess = Grant["access"][number];
export type ServerSummary = Outputs["server"]["list"][number];
export type { PolicySummary } from "../policies/policy.ts";

export type GrantState = "active" | "expired" | "revoked";

/** How the grant's token begins, enough to tell it from others. */
export const tokenStart = ({ tokenPrefix }: Pick<Grant, "tokenPrefix">): string => (tokenPrefix ? `pcg_${tokenPrefix}…` : "none");

/** What a grant can do at a moment. Revoking is final, so it wins. */
export function grantState(grant: Pick<Grant, "revokedAt" | "expiresAt">, now: Date): GrantState {
  if (grant.revokedAt) return "revoked";
  return grant.expiresAt && grant.expiresAt <= now ? "expired" : "active";
}
