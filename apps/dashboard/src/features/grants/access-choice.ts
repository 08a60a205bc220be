import type { Grant, PolicySummary, ServerSummary } from "./grant.ts";

/** What a grant gets on one server; null is none. */
export type ServerAccess = { policyId: string | null; shadowPolicyId: string | null };

/** The servers of a grant while it is edited, by slug. Servers that are left out are not in it. */
export type AccessChoice = Readonly<Record<string, ServerAccess>>;

/** A server more, with the published policy that changed last, so that the usual case needs no second choice; or one less. */
export function withServer(choice: AccessChoice, slug: string, on: boolean, policies: readonly PolicySummary[]): AccessChoice {
  const { [slug]: _, ...rest } = choice;
  if (!on) return rest;
  const best = policies
    .filter((policy) => policy.serverSlug === slug && policy.liveVersion !== null)
    .toSorted((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime())[0];
  return { ...rest, [slug]: { policyId: best?.id ?? null, shadowPolicyId: null } };
}

/** Another live policy. A policy beside itself would tell nothing, so its shadow goes when it is the same. */
export const withPolicy = (access: ServerAccess, policyId: string | null): ServerAccess => ({
  policyId,
  shadowPolicyId: access.shadowPolicyId === policyId ? null : access.shadowPolicyId,
});

/** The server that was asked for, or the only one there is, ticked. */
export function firstChoice(
  servers: readonly ServerSummary[],
  policies: readonly PolicySummary[],
  wanted: string | undefined,
): AccessChoice {
  const first = servers.find((server) => server.slug === wanted) ?? (servers.length === 1 ? servers[0] : undefined);
  return first ? withServer({}, first.slug, true, policies) : {};
}

export const choiceOf = (grant: Pick<Grant, "access">): AccessChoice =>
  Object.fromEntries(grant.access.map(({ serverSlug, policyId, shadowPolicyId }) => [serverSlug, { policyId, shadowPolicyId }]));

/** The choice as the control plane takes it: a shadow that is not sent would stay as it was. */
export const accessOf = (choice: AccessChoice): ({ serverSlug: string } & ServerAccess)[] =>
  Object.entries(choice).map(([serverSlug, access]) => ({ serverSlug, ...access }));
