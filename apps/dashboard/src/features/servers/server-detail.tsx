"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../../trpc/client.tsx";
import type { Outputs } from "../../trpc/outputs.ts";
import { QueryState } from "../../trpc/query-state.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { CopyLine } from "../../ui/code-block.tsx";
import { PageHeader, UpLink } from "../../ui/page-header.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StopButton } from "../kill/stop-button.tsx";
import { LimitsCard } from "../limits/limits-card.tsx";
import { ReviewBanner } from "../pins/review-banner.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { ServerActions } from "./server-actions.tsx";
import { ToolTable } from "./tool-table.tsx";

export type ServerWithTools = Outputs["server"]["get"];

export function ServerDetail({ slug }: { slug: string }) {
  const query = useQuery(useTRPC().server.get.queryOptions({ slug }));
  return (
    <QueryState query={query} rows={8}>
      {(server) => <ServerPage server={server} />}
    </QueryState>
  );
}

function ServerPage({ server }: { server: ServerWithTools }) {
  const { slug, may } = useOrganization();
  return (
    <>
      <PageHeader
        above={<UpLink href={`/o/${slug}/servers`}>Servers</UpLink>}
        title={server.name}
        description={<span className="break-all">{server.url}</span>}
        actions={
          <>
            <StopButton target={{ scope: "server", serverSlug: server.slug, name: server.name }} />
            {may("manageServers") ? <ServerActions server={server} /> : null}
            {may("managePolicies") ? (
              <Button asChild variant="primary">
                <Link href={`/o/${slug}/policies/new?server=${server.slug}`}>Create policy</Link>
              </Button>
            ) : null}
          </>
        }
      />
      {server.enabled ? null : (
        <Callout tone="warn" title="This server is disabled" className="mb-5">
          The gateway refuses every call to it. Enable it again from the menu above.
        </Callout>
      )}
      <ReviewBanner serverSlug={server.slug} />
      <section aria-label="Gateway URL" className="mb-6 grid gap-2">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <h2 className="font-semibold text-[0.9375rem]">Gateway URL</h2>
          <p className="text-ink-muted text-sm">Agents connect here, with the token of a grant.</p>
        </div>
        <CopyLine text={server.gatewayUrl} label="Copy gateway URL" className="bg-surface" />
      </section>
      <Facts server={server} />
      <div className="mb-8 empty:hidden">
        <LimitsCard of={{ serverSlug: server.slug }} />
      </div>
      <ToolTable server={server} />
    </>
  );
}

/** The two eras of the protocol as what tells them apart on the wire. */
const eraWords = { legacy: "with sessions", modern: "stateless", dual: "both eras" };

function Facts({ server }: { server: ServerWithTools }) {
  const { serverInfo: info, protocolVersion, era, headerNames, discoveredAt, grantCount } = server;
  return (
    <dl className="mb-8 grid grid-cols-2 sm:grid-cols-3 lg:grid-cols-[2fr_2fr_1fr_2fr_1fr] gap-x-6 gap-y-4 rounded-lg border bg-surface px-4 py-4 shadow-card sm:px-5">
      <Fact term="Server says it is">{info ? `${info.title ?? info.name} ${info.version}` : "nothing"}</Fact>
      <Fact term="Protocol">
        {protocolVersion} <Badge>{eraWords[era]}</Badge>
      </Fact>
      <Fact term="Tools read">{discoveredAt ? <RelativeTime at={discoveredAt} /> : "never"}</Fact>
      <Fact term="Stored headers">{headerNames.length ? headerNames.join(", ") : "none"}</Fact>
      <Fact term="Grants">{grantCount}</Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-muted text-xs">{term}</dt>
      <dd className="mt-0.5 break-words text-sm">{children}</dd>
    </div>
  );
}
