"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { QueryState } from "../../trpc/query-state.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { PageHeader, UpLink } from "../../ui/page-header.tsx";
import { StopButton } from "../kill/stop-button.tsx";
import { LimitsCard } from "../limits/limits-card.tsx";
import { EraseValues } from "../record/erase-values.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { type Grant, grantState } from "./grant.ts";
import { GrantAccessCard } from "./grant-access-card.tsx";
import { GrantFacts } from "./grant-facts.tsx";
import { GrantStateBadge } from "./grant-state-badge.tsx";
import { NoPolicyWarning } from "./no-policy.tsx";
import { RevokeGrant } from "./revoke-grant.tsx";
import { RotateGrant } from "./rotate-grant.tsx";
import { TokenOnce } from "./token-once.tsx";

/** One grant: what it may reach, when it was used, and what can be done to it. */
export function GrantPage({ id }: { id: string }) {
  const grant = useQuery(useTRPC().grant.get.queryOptions({ id }));
  return <QueryState query={grant}>{(data) => <GrantDetail grant={data} />}</QueryState>;
}

function GrantDetail({ grant }: { grant: Grant }) {
  const { slug, may } = useOrganization();
  const [token, setToken] = useState<string | null>(null);
  const usable = grantState(grant, new Date()) === "active";
  return (
    <>
      <PageHeader
        above={<UpLink href={`/o/${slug}/grants`}>Grants</UpLink>}
        title={grant.label}
        description={<GrantStateBadge grant={grant} />}
        actions={
          <>
            <Button asChild>
              <Link href={`/o/${slug}/activity?grant=${grant.id}`}>Activity</Link>
            </Button>
            {may("manageGrants") && grant.revokedAt === null ? (
              <>
                <StopButton target={{ scope: "grant", grantId: grant.id, name: grant.label }} />
                <RevokeGrant grant={grant} />
                <RotateGrant grant={grant} onRotated={setToken} />
              </>
            ) : null}
            {usable ? (
              <Button asChild variant="primary">
                <Link href={connectHref(slug, grant)}>Connect a client</Link>
              </Button>
            ) : null}
          </>
        }
      />
      <div className="grid gap-5">
        {token ? (
          <>
            <TokenOnce token={token} />
            <Callout tone="info" title="Change the variable where the agent runs, then start its client again.">
              Only the value of PORTCULLIS_TOKEN changes (or of PORTCULLIS_AUTH, which holds it after the word Bearer). The client's
              configuration stays as it is.
            </Callout>
          </>
        ) : null}
        {grant.revokedAt === null ? <NoPolicyWarning access={grant.access} /> : null}
        <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="grid gap-5">
            <GrantAccessCard grant={grant} />
            <LimitsCard of={{ grantId: grant.id }} />
          </div>
          <div className="grid gap-5">
            <GrantFacts grant={grant} />
            {may("own") ? <EraseValues grantId={grant.id} label={grant.label} /> : null}
          </div>
        </div>
      </div>
    </>
  );
}

function connectHref(organization: string, grant: Grant): string {
  const server = grant.access[0]?.serverSlug;
  return `/o/${organization}/connect?grant=${grant.id}${server ? `&server=${server}` : ""}`;
}
