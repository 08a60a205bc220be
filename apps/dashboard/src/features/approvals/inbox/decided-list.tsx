"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useTRPC } from "../../../trpc/client.tsx";
import { QueryState } from "../../../trpc/query-state.tsx";
import { Button } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { ApprovalRow } from "./approval-row.tsx";
import { nextPage } from "./next-page.ts";

type Filter = { serverSlug: string; grantId: string; tool: string };
const noFilter: Filter = { serverSlug: "", grantId: "", tool: "" };

/** What is not pending any more, however it ended, newest first. */
export function DecidedList() {
  const [filter, setFilter] = useState(noFilter);
  const wanted = useDeferredValue(filter);
  const decided = useInfiniteQuery(
    useTRPC().approvals.list.infiniteQueryOptions(
      {
        state: "decided",
        serverSlug: wanted.serverSlug || undefined,
        grantId: wanted.grantId || undefined,
        tool: wanted.tool.trim() || undefined,
      },
      { ...nextPage, placeholderData: (before) => before },
    ),
  );
  const isNarrowed = Object.values(filter).some((value) => value !== "");
  return (
    <div className="grid gap-3">
      <FilterBar filter={filter} onChange={(change) => setFilter({ ...filter, ...change })} />
      <QueryState query={decided} rows={6}>
        {({ pages }) => {
          const approvals = pages.flatMap((page) => page.approvals);
          if (approvals.length === 0) return <NothingDecided clear={isNarrowed ? () => setFilter(noFilter) : undefined} />;
          return (
            <>
              <ul aria-label="Decided" className="divide-y overflow-hidden rounded-lg border bg-surface shadow-card">
                {approvals.map((approval) => (
                  <ApprovalRow key={approval.id} approval={approval} />
                ))}
              </ul>
              {decided.hasNextPage ? (
                <Button className="justify-self-start" loading={decided.isFetchingNextPage} onClick={() => void decided.fetchNextPage()}>
                  Show older
                </Button>
              ) : null}
            </>
          );
        }}
      </QueryState>
    </div>
  );
}

function FilterBar({ filter, onChange }: { filter: Filter; onChange: (change: Partial<Filter>) => void }) {
  const trpc = useTRPC();
  const servers = useQuery(trpc.server.list.queryOptions());
  const grants = useQuery(trpc.grant.list.queryOptions());
  return (
    <div className="grid gap-2 sm:flex">
      <Input
        type="search"
        aria-label="Tool"
        placeholder="Tool, in full"
        className="sm:w-64"
        value={filter.tool}
        onChange={(event) => onChange({ tool: event.target.value })}
      />
      <Select
        aria-label="Server"
        className="sm:w-48"
        value={filter.serverSlug}
        onChange={(event) => onChange({ serverSlug: event.target.value })}
      >
        <option value="">All servers</option>
        {servers.data?.map(({ slug, name }) => (
          <option key={slug} value={slug}>
            {name}
          </option>
        ))}
      </Select>
      <Select aria-label="Grant" className="sm:w-48" value={filter.grantId} onChange={(event) => onChange({ grantId: event.target.value })}>
        <option value="">All grants</option>
        {grants.data?.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </Select>
    </div>
  );
}

function NothingDecided({ clear }: { clear?: () => void }) {
  return clear ? (
    <EmptyState icon={<History />} title="No decision fits" actions={<Button onClick={clear}>Clear filters</Button>}>
      None of the decided calls is what you are looking for.
    </EmptyState>
  ) : (
    <EmptyState icon={<History />} title="Nothing was decided yet">
      Who approved or refused what, and what became of it, stays here.
    </EmptyState>
  );
}
