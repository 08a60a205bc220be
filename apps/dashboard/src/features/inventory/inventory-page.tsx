"use client";

import { useQuery } from "@tanstack/react-query";
import { Boxes, Download, Network } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useDeferredValue, useMemo, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import type { Outputs } from "../../trpc/outputs.ts";
import { QueryState } from "../../trpc/query-state.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ExportLink } from "../account/export-link.tsx";
import { usePreference } from "../activity/use-preference.ts";
import { useOrganization } from "../shell/organization-context.tsx";
import { InventoryFilterBar } from "./inventory-filters.tsx";
import { InventoryTable } from "./inventory-table.tsx";
import { PictureLegend } from "./picture/picture-legend.tsx";
import {
  filteredRows,
  type InventoryFilters,
  isCallable,
  readInventoryFilters,
  type ToolRow,
  toolRows,
  writeInventoryFilters,
} from "./rows.ts";

type Inventory = Outputs["inventory"]["get"];

/** The drawing library is large and is fetched where the picture is shown. */
const InventoryPicture = dynamic(() => import("./picture/inventory-picture.tsx"), {
  ssr: false,
  loading: () => <Skeleton className="h-[26rem]" />,
});

/** Everything that agents can call, as a picture and as a table under the same filters. */
export function InventoryPage() {
  const { slug, may } = useOrganization();
  const inventory = useQuery(useTRPC().inventory.get.queryOptions());
  const [picture, setPicture] = usePreference("inventory.picture", true);
  return (
    <>
      <PageHeader
        title="Inventory"
        description="Everything your agents can call: which grant reaches which tools, and what the live policies make of each."
        actions={
          <>
            <Button variant="ghost" aria-pressed={picture} onClick={() => setPicture(!picture)}>
              <Network aria-hidden /> Picture
            </Button>
            {may("administer") ? (
              <Button asChild>
                <ExportLink href={`/api/inventory/${slug}`}>
                  <Download aria-hidden /> Export CSV
                </ExportLink>
              </Button>
            ) : null}
          </>
        }
      />
      <QueryState query={inventory} rows={8}>
        {(data) => (data.servers.length === 0 ? <NothingYet /> : <Contents inventory={data} picture={picture} />)}
      </QueryState>
    </>
  );
}

function NothingYet() {
  const { slug, may } = useOrganization();
  return (
    <EmptyState
      icon={<Boxes />}
      title="No servers yet"
      actions={
        may("manageServers") ? (
          <Button asChild variant="primary">
            <Link href={`/o/${slug}/servers/new`}>Register server</Link>
          </Button>
        ) : null
      }
    >
      Once an MCP server is registered, its tools stand here with everybody who may call them.
    </EmptyState>
  );
}

/** Nothing can be called yet, and how that changes. */
function NoGrants() {
  const { slug, may } = useOrganization();
  return (
    <Callout title="No grants yet: nobody can call these tools">
      {may("manageGrants") ? (
        <>
          <Link href={`/o/${slug}/grants/new`} className="underline underline-offset-4">
            Create a grant
          </Link>{" "}
          for an agent, and what it may call is shown here.
        </>
      ) : (
        "An admin creates a grant for an agent; what it may call is shown here."
      )}
    </Callout>
  );
}

function Contents({ inventory, picture }: { inventory: Inventory; picture: boolean }) {
  const query = useSearchParams();
  const [filters, setFilters] = useState<InventoryFilters>(() => readInventoryFilters(query));
  const settled = useDeferredValue(filters);
  const rows = useMemo(() => toolRows(inventory), [inventory]);
  // A category is also understood as policies write it.
  const shown = useMemo(
    () => filteredRows(rows, readInventoryFilters(new URLSearchParams(writeInventoryFilters(settled)))),
    [rows, settled],
  );
  const change = (next: InventoryFilters) => {
    setFilters(next);
    const written = writeInventoryFilters(next);
    // Not the server's business: the address changes, and nothing is fetched.
    window.history.replaceState(null, "", written ? `?${written}` : window.location.pathname);
  };
  const observing = inventory.policies.filter((policy) => policy.observing);
  return (
    <div className="grid gap-4">
      {observing.length > 0 ? (
        <Callout tone="warn" title="Observing: nothing is blocked">
          {observing.map(({ name }) => name).join(", ")} {observing.length === 1 ? "only records" : "only record"} what would be refused.
          The effects below are those that enforcing would have.
        </Callout>
      ) : null}
      {inventory.grants.length === 0 ? <NoGrants /> : null}
      <InventoryFilterBar inventory={inventory} filters={filters} onChange={change} />
      <Summary rows={shown} />
      {picture && shown.length > 0 ? (
        <div className="hidden gap-2 md:grid">
          <InventoryPicture rows={shown} />
          <PictureLegend />
        </div>
      ) : null}
      {shown.length > 0 ? (
        <InventoryTable key={writeInventoryFilters(settled)} rows={shown} />
      ) : (
        <EmptyState icon={<Boxes />} title="Nothing matches" actions={<Button onClick={() => change({})}>Clear filters</Button>}>
          No tool and no grant fits all of these filters.
        </EmptyState>
      )}
    </div>
  );
}

/** The answer in one sentence: "12 tools; 3 grants can call at least one of them." */
function Summary({ rows }: { rows: readonly ToolRow[] }) {
  const callers = new Set(rows.flatMap(({ holders }) => holders.filter(isCallable).map(({ grantId }) => grantId)));
  const callable = rows.filter(({ holders }) => holders.some(isCallable)).length;
  return (
    <p role="status" className="text-ink-muted text-sm">
      {rows.length.toLocaleString("en")} {rows.length === 1 ? "tool" : "tools"}, of which {callable.toLocaleString("en")} can be called, by{" "}
      {callers.size} {callers.size === 1 ? "grant" : "grants"}.
    </p>
  );
}
