"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Download, ScrollText } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useTRPC } from "../../trpc/client.tsx";
import { QueryState } from "../../trpc/query-state.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ExportLink } from "../account/export-link.tsx";
import { FindValue } from "../record/find-value.tsx";
import { Allowed } from "../shell/not-allowed.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { EventTable } from "./event-table.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { type AuditFilters, asInput, filterNames, readFilters } from "./filters.ts";

const pageSize = 50;

/** Who changed what in this organization, newest first; the filters stand in the address. */
export function AuditLog() {
  const { slug, may } = useOrganization();
  const query = useSearchParams();
  const router = useRouter();
  const filters = readFilters(query);
  const chosen = new URLSearchParams(filterNames.flatMap((name) => (filters[name] ? [[name, filters[name]]] : [])));
  const filter = (next: AuditFilters) => {
    const wanted = new URLSearchParams(filterNames.flatMap((name) => (next[name] ? [[name, next[name]]] : [])));
    router.replace(`/o/${slug}/audit${wanted.size > 0 ? `?${wanted}` : ""}`, { scroll: false });
  };
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Every change to this organization: who made it, when, and from where. Calls by agents are under Activity."
        actions={
          may("administer") ? (
            <>
              <FindValue />
              <Button asChild>
                <ExportLink href={`/o/${slug}/audit/export${chosen.size > 0 ? `?${chosen}` : ""}`}>
                  <Download aria-hidden />
                  Export CSV
                </ExportLink>
              </Button>
            </>
          ) : null
        }
      />
      <Allowed to="administer" action="reads the audit log">
        <FilterBar filters={filters} onChange={filter} />
        <Events filters={filters} onClear={() => filter({ actor: "", kind: "", from: "", until: "" })} />
      </Allowed>
    </>
  );
}

function Events({ filters, onClear }: { filters: AuditFilters; onClear: () => void }) {
  const trpc = useTRPC();
  const events = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { limit: pageSize, ...asInput(filters) },
      { getNextPageParam: (page) => (page.length === pageSize ? page.at(-1)?.id : undefined) },
    ),
  );
  return (
    <QueryState query={events}>
      {({ pages }) => {
        const list = pages.flat();
        if (list.length === 0) return filterNames.some((name) => filters[name]) ? <NothingFits onClear={onClear} /> : <NoEvents />;
        return (
          <>
            <EventTable events={list} />
            {events.hasNextPage ? (
              <Button className="mt-4" loading={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
                Show older
              </Button>
            ) : null}
          </>
        );
      }}
    </QueryState>
  );
}

function NoEvents() {
  return (
    <EmptyState icon={<ScrollText />} title="Nothing has changed yet">
      As soon as somebody registers a server, publishes a policy or issues a grant, it is written here.
    </EmptyState>
  );
}

function NothingFits({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState icon={<ScrollText />} title="No change fits these filters" actions={<Button onClick={onClear}>Clear filters</Button>}>
      Choose a longer time, or all people.
    </EmptyState>
  );
}
