"use client";

import Link from "next/link";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import type { GrantAccess } from "./grant.ts";

/** Says which servers of a grant answer nothing yet, and how to change that; nothing when all have a policy. */
export function NoPolicyWarning({ access }: { access: readonly Pick<GrantAccess, "serverSlug" | "serverName" | "policyId">[] }) {
  const { slug, may } = useOrganization();
  const bare = access.filter(({ policyId }) => policyId === null);
  if (bare.length === 0) return null;
  const names = bare.map(({ serverName }) => serverName).join(", ");
  return (
    <Callout
      tone="warn"
      title={`No policy for ${names}: every call there is denied`}
      actions={
        may("managePolicies")
          ? bare.slice(0, 3).map(({ serverSlug, serverName }) => (
              <Button key={serverSlug} asChild size="sm">
                <Link href={`/o/${slug}/policies/new?server=${serverSlug}`}>Create a policy for {serverName}</Link>
              </Button>
            ))
          : null
      }
    >
      What no policy allows is refused. Create one, publish it, then choose it under Edit access.
    </Callout>
  );
}
