"use client";

import { useQuery } from "@tanstack/react-query";
import { GitCompareArrows } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "../../trpc/client.tsx";
import { QueryState } from "../../trpc/query-state.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader, UpLink } from "../../ui/page-header.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { AttachShadow } from "./attach-shadow.tsx";
import { ShadowCard } from "./shadow-card.tsx";

/** Candidate policies on live traffic: what they would have done otherwise, and the button that makes them real. */
export function ShadowPage() {
  const { slug, may } = useOrganization();
  const shadows = useQuery({ ...useTRPC().inventory.shadows.queryOptions(), refetchInterval: 5_000 });
  const attach = may("managePolicies") ? <AttachShadow /> : null;
  return (
    <>
      <PageHeader
        above={<UpLink href={`/o/${slug}/activity`}>Activity</UpLink>}
        title="Shadow policies"
        description="A shadow judges the same calls beside the live policy. It is recorded and never enforced, until you promote it."
        actions={shadows.data && shadows.data.length > 0 ? attach : null}
      />
      <QueryState query={shadows}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState icon={<GitCompareArrows />} title="No shadow policies" actions={attach}>
              Attach a candidate to a grant to see on real calls what it would refuse or allow, before it decides anything.{" "}
              <Link href={`/o/${slug}/policies`} className="text-accent-ink underline underline-offset-2">
                Policies
              </Link>
            </EmptyState>
          ) : (
            <ul className="grid gap-4">
              {list.map((shadow) => (
                <li key={`${shadow.grantId} ${shadow.serverSlug}`}>
                  <ShadowCard shadow={shadow} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryState>
    </>
  );
}
