"use client";

import Link from "next/link";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { PageHeader, UpLink } from "../../ui/page-header.tsx";
import { FirstRequest } from "../connect/first-request.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { ApprovalWarnings } from "./approval-warnings.tsx";
import type { Grant } from "./grant.ts";
import { LazyRouteSetup } from "./lazy-route-setup.tsx";
import { NoPolicyWarning } from "./no-policy.tsx";
import { TokenOnce } from "./token-once.tsx";

/** What follows the creation: the token, and beside it the configuration for the person's client. */
export function GrantCreated({ grant, token, warnings }: { grant: Grant; token: string; warnings: readonly string[] }) {
  const { slug } = useOrganization();
  const [serverSlug, setServerSlug] = useState(grant.access[0]?.serverSlug);
  const access = grant.access.find((candidate) => candidate.serverSlug === serverSlug) ?? grant.access[0];
  return (
    <>
      <PageHeader
        above={<UpLink href={`/o/${slug}/grants`}>Grants</UpLink>}
        title={`${grant.label} is ready`}
        description="Copy the token, put it into the variable, and give your client the gateway URL."
        actions={
          <Button asChild>
            <Link href={`/o/${slug}/grants/${grant.id}`}>Open grant</Link>
          </Button>
        }
      />
      <div className="grid gap-5">
        <NoPolicyWarning access={grant.access} />
        <ApprovalWarnings warnings={warnings} />
        <TokenOnce token={token} />
        {access ? (
          <>
            <FirstRequest grantId={grant.id} serverSlug={access.serverSlug} />
            <LazyRouteSetup access={access} routes={grant.access} onRoute={setServerSlug} />
          </>
        ) : null}
      </div>
    </>
  );
}
