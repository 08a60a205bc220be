"use client";

import { useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "../../trpc/client.tsx";
import { QueryState } from "../../trpc/query-state.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { ObservingBadge } from "./observing-badge.tsx";
import { grantsPhrase, type PolicySummary } from "./policy.ts";
import { RegisterServerFirst } from "./register-server-first.tsx";
import { useBuilderAhead } from "./use-builder-ahead.ts";
import { useObservingPolicies } from "./use-observing-policies.ts";

/** Every policy of the organization, by server. */
export function PolicyList() {
  const trpc = useTRPC();
  const { slug, may } = useOrganization();
  const policies = useQuery(trpc.policy.list.queryOptions({}));
  const servers = useQuery(trpc.server.list.queryOptions());
  const create = may("managePolicies") ? (
    <Button asChild variant="primary">
      <Link href={`/o/${slug}/policies/new`}>Create policy</Link>
    </Button>
  ) : null;
  return (
    <>
      <PageHeader
        title="Policies"
        description="A policy says which tools of one server a grant may call, and how often. Published versions never change."
        actions={policies.data && policies.data.length > 0 ? create : null}
      />
      <QueryState query={policies}>
        {(list) =>
          list.length > 0 ? (
            <Groups policies={list} organization={slug} />
          ) : servers.data?.length === 0 ? (
            <RegisterServerFirst>A policy belongs to a server, so register a server first.</RegisterServerFirst>
          ) : (
            <EmptyState icon={<ShieldCheck />} title="No policies yet" actions={create}>
              Without a policy a grant is refused every call. Create one, publish it, then give it to a grant.
            </EmptyState>
          )
        }
      </QueryState>
    </>
  );
}

function Groups({ policies, organization }: { policies: readonly PolicySummary[]; organization: string }) {
  useBuilderAhead();
  const observing = useObservingPolicies();
  const groups = new Map<string, PolicySummary[]>();
  for (const policy of policies) groups.set(policy.serverSlug, [...(groups.get(policy.serverSlug) ?? []), policy]);
  return (
    <div className="grid gap-6">
      {[...groups].map(([serverSlug, group]) => (
        <section key={serverSlug} aria-labelledby={`server-${serverSlug}`}>
          <h2 id={`server-${serverSlug}`} className="mb-2 font-medium text-ink-muted text-sm">
            <Link href={`/o/${organization}/servers/${serverSlug}`} className="hover:underline">
              {group[0]?.serverName}
            </Link>
          </h2>
          <ul className="divide-y overflow-hidden rounded-lg border bg-surface shadow-card">
            {group.map((policy) => (
              <PolicyRow key={policy.id} policy={policy} organization={organization} observing={observing.has(policy.id)} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function PolicyRow({ policy, organization, observing }: { policy: PolicySummary; organization: string; observing: boolean }) {
  return (
    <li className="relative flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-3 transition-colors hover:bg-hover/60">
      <div className="flex min-w-0 flex-wrap items-center gap-2">
        <Link href={`/o/${organization}/policies/${policy.id}`} className="break-words font-medium after:absolute after:inset-0">
          {policy.name}
        </Link>
        {policy.liveVersion === null ? <Badge tone="outline">Not published</Badge> : <Badge tone="ok">Version {policy.liveVersion}</Badge>}
        {observing ? <ObservingBadge /> : null}
        {policy.hasDraft && policy.liveVersion !== null ? <Badge tone="warn">Draft</Badge> : null}
      </div>
      <p className="text-ink-muted text-xs">
        Used by {grantsPhrase(policy.grantCount)} · changed <RelativeTime at={policy.updatedAt} />
      </p>
    </li>
  );
}
