"use client";

import Link from "next/link";
import { Badge } from "../../ui/badge.tsx";
import { CopyLine } from "../../ui/code-block.tsx";
import { ObservingBadge } from "../policies/observing-badge.tsx";
import { useObservingPolicies } from "../policies/use-observing-policies.ts";
import { useOrganization } from "../shell/organization-context.tsx";
import type { Grant, GrantAccess } from "./grant.ts";
import { PromoteShadow } from "./promote-shadow.tsx";

/** One server of a grant: its policy, the shadow beside it, and the address that clients use. */
export function AccessItem({ grant, access }: { grant: Grant; access: GrantAccess }) {
  const { slug } = useOrganization();
  const observing = useObservingPolicies();
  return (
    <li className="grid gap-2 px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Link href={`/o/${slug}/servers/${access.serverSlug}`} className="font-medium hover:underline">
          {access.serverName}
        </Link>
        {access.policyId ? (
          <span className="flex flex-wrap items-center gap-2">
            {observing.has(access.policyId) ? <ObservingBadge /> : null}
            <Link href={`/o/${slug}/policies/${access.policyId}`} className="text-accent-ink text-sm hover:underline">
              {access.policyName}
            </Link>
          </span>
        ) : (
          <Badge tone="warn">No policy: every call is denied</Badge>
        )}
      </div>
      {access.shadowPolicyId ? <Shadow grant={grant} access={access} /> : null}
      <CopyLine text={access.gatewayUrl} label={`Copy gateway URL of ${access.serverName}`} />
    </li>
  );
}

function Shadow({ grant, access }: { grant: Grant; access: GrantAccess }) {
  const { slug, may } = useOrganization();
  const disagreements = `/o/${slug}/activity?grant=${grant.id}&server=${access.serverSlug}&verdict=shadow`;
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 rounded-md border border-dashed px-3 py-2 text-sm">
      <div className="min-w-0 flex-1 basis-56 break-words">
        <p>
          Shadow policy{" "}
          <Link href={`/o/${slug}/policies/${access.shadowPolicyId}`} className="text-accent-ink underline underline-offset-2">
            {access.shadowPolicyName}
          </Link>
        </p>
        <p className="text-ink-muted text-xs">
          Judged beside, never enforced.{" "}
          <Link href={disagreements} className="text-accent-ink underline underline-offset-2">
            See where the two disagree
          </Link>
        </p>
      </div>
      {may("managePolicies") && grant.revokedAt === null ? <PromoteShadow grant={grant} access={access} /> : null}
    </div>
  );
}
