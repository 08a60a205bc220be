"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import type { Outputs } from "../../trpc/outputs.ts";
import { QueryState } from "../../trpc/query-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ApiKeysCard } from "../api-keys/api-keys-card.tsx";
import { StopAllCard } from "../kill/stop-all-card.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { DeleteCard } from "./delete-card.tsx";
import { LeaveCard } from "./leave-card.tsx";
import { NameCard } from "./name-card.tsx";
import { RecordCard } from "./record-card.tsx";

export type OrganizationDetail = Outputs["organization"]["get"];

/** The organization itself: its name, one's own place in it, its end. */
export function SettingsPage() {
  const { may } = useOrganization();
  const organization = useQuery(useTRPC().organization.get.queryOptions());
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title="Settings" description="The organization itself. What agents may do is under Policies and Grants." />
      <QueryState query={organization}>
        {(data) => (
          <div className="grid gap-5">
            <NameCard organization={data} />
            <RecordCard />
            <StopAllCard />
            {may("administer") ? <ApiKeysCard /> : null}
            <LeaveCard organization={data} />
            {may("own") ? <DeleteCard organization={data} /> : null}
          </div>
        )}
      </QueryState>
    </div>
  );
}
