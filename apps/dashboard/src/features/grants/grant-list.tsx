"use client";

import { useQuery } from "@tanstack/react-query";
import { Eye, KeyRound } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "../../trpc/client.tsx";
import { QueryState } from "../../trpc/query-state.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { RegisterServerFirst } from "../policies/register-server-first.tsx";
import { useObservingPolicies } from "../policies/use-observing-policies.ts";
import { useOrganization } from "../shell/organization-context.tsx";
import { type Grant, type GrantAccess, tokenStart } from "./grant.ts";
import { GrantStateBadge } from "./grant-state-badge.tsx";

/** Every grant of the organization, the usable ones first. */
export function GrantList() {
  const trpc = useTRPC();
  const { slug, may } = useOrganization();
  const grants = useQuery(trpc.grant.list.queryOptions());
  const servers = useQuery(trpc.server.list.queryOptions());
  const observing = useObservingPolicies();
  const create = may("manageGrants") ? (
    <Button asChild variant="primary">
      <Link href={`/o/${slug}/grants/new`}>Create grant</Link>
    </Button>
  ) : null;
  return (
    <>
      <PageHeader
        title="Grants"
        description="A grant is a token for one agent, person or job, with a policy for each server it may reach."
        actions={grants.data && grants.data.length > 0 ? create : null}
      />
      <QueryState query={grants}>
        {(list) =>
          list.length > 0 ? (
            <ul className="divide-y overflow-hidden rounded-lg border bg-surface shadow-card">
              {list
                .toSorted((a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null))
                .map((grant) => (
                  <GrantRow key={grant.id} grant={grant} organization={slug} observing={observing} />
                ))}
            </ul>
          ) : servers.data?.length === 0 ? (
            <RegisterServerFirst>A grant opens servers to an agent, so register a server first.</RegisterServerFirst>
          ) : (
            <EmptyState icon={<KeyRound />} title="No grants yet" actions={create}>
              Create one for the agent you want to connect. Its token is shown once, with the configuration for your client.
            </EmptyState>
          )
        }
      </QueryState>
    </>
  );
}

function GrantRow({ grant, organization, observing }: { grant: Grant; organization: string; observing: ReadonlySet<string> }) {
  return (
    <li className="relative grid gap-x-4 gap-y-1 px-4 py-3 transition-colors hover:bg-hover/60 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2">
          <Link href={`/o/${organization}/grants/${grant.id}`} className="break-words font-medium after:absolute after:inset-0">
            {grant.label}
          </Link>
          <GrantStateBadge grant={grant} />
          <code className="font-mono text-ink-muted text-xs">{tokenStart(grant)}</code>
          {grant.tags.map((tag) => (
            <Badge key={tag}>{tag}</Badge>
          ))}
        </p>
        <p className="mt-1 flex flex-wrap gap-1.5">
          {grant.access.map((access) => (
            <AccessBadge key={access.serverSlug} access={access} observing={access.policyId !== null && observing.has(access.policyId)} />
          ))}
        </p>
      </div>
      <p className="text-ink-muted text-xs sm:text-right">
        {grant.lastUsedAt ? (
          <>
            Last used <RelativeTime at={grant.lastUsedAt} />
          </>
        ) : (
          "Never used"
        )}
        {grant.expiresAt && grant.revokedAt === null ? (
          <span className="block">
            Ends <RelativeTime at={grant.expiresAt} />
          </span>
        ) : null}
      </p>
    </li>
  );
}

/** Each server by itself: a grant may be held on one and only observed on another. */
function AccessBadge({ access, observing }: { access: GrantAccess; observing: boolean }) {
  return (
    <Badge tone={observing || access.policyId === null ? "warn" : "outline"} className="whitespace-normal break-words">
      {observing ? <Eye aria-hidden /> : null}
      {access.serverName}: {access.policyName ?? "no policy, every call denied"}
      {access.shadowPolicyName ? `, shadow ${access.shadowPolicyName}` : null}
      {observing ? " (observing: nothing is blocked)" : null}
    </Badge>
  );
}
