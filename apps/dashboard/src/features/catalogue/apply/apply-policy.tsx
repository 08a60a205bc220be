"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../trpc/client.tsx";
import { QueryState } from "../../../trpc/query-state.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { CodeBlock } from "../../../ui/code-block.tsx";
import { PageHeader } from "../../../ui/page-header.tsx";
import { useOrganization } from "../../shell/organization-context.tsx";
import { ApplyForm } from "./apply-form.tsx";
import type { AskedPolicy } from "./asked-policy.ts";

/** A policy of the catalogue on its way into the organization: which server, then a draft to look at. */
export function ApplyPolicy({ asked, sampleUrl }: { asked: AskedPolicy; sampleUrl: string | undefined }) {
  const { may } = useOrganization();
  const servers = useQuery(useTRPC().server.list.queryOptions());
  return (
    <div className="mx-auto grid max-w-2xl gap-5">
      <PageHeader
        title="Use this policy"
        description={`It becomes a draft for ${asked.serverName}. Nothing changes for anybody until you publish it.`}
      />
      {may("managePolicies") ? (
        <QueryState query={servers}>
          {(list) => <ApplyForm asked={asked} sampleUrl={sampleUrl} servers={list} mayRegister={may("manageServers")} />}
        </QueryState>
      ) : (
        <Callout tone="warn" title="Your role does not create policies">
          Ask an owner, an admin or a policy manager of the organization, and give them this page’s address.
        </Callout>
      )}
      <section aria-label="The policy" className="grid gap-2">
        <CodeBlock code={asked.policyText} caption={asked.policyName} copyLabel="Copy policy" />
        <p className="text-ink-muted text-sm">{asked.effect}</p>
      </section>
    </div>
  );
}
