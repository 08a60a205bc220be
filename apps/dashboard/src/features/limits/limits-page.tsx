"use client";

import { useQuery } from "@tanstack/react-query";
import { Hourglass, Search } from "lucide-react";
import Link from "next/link";
import { useDeferredValue, useMemo, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { QueryState } from "../../trpc/query-state.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Input } from "../../ui/input.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Select } from "../../ui/select.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { fitting, type LimitFilter, noFilter } from "./filter.ts";
import { LimitRow } from "./limit-row.tsx";
import type { LimitUse } from "./limit-words.ts";

const pageRows = 100;

/** Every limit of live policies and how much of it is used, the fullest first, counted again every few seconds. */
export function LimitsPage() {
  const query = useQuery({ ...useTRPC().limit.list.queryOptions({}), refetchInterval: 5_000 });
  return (
    <>
      <PageHeader
        title="Limits"
        description="How much of each limit is used at this moment, the fullest first. Calls over a limit are refused."
      />
      <QueryState query={query} rows={6}>
        {(limits) => (limits.length === 0 ? <NoLimits /> : <Contents limits={limits} />)}
      </QueryState>
    </>
  );
}

function Contents({ limits }: { limits: readonly LimitUse[] }) {
  const [filter, setFilter] = useState<LimitFilter>(noFilter);
  const [rows, setRows] = useState(pageRows);
  const wanted = useDeferredValue(filter);
  const shown = useMemo(() => fitting(limits, wanted), [limits, wanted]);
  const narrowed = filter.search !== "" || filter.server !== "" || filter.state !== "";
  return (
    <div className="grid gap-3">
      <FilterBar limits={limits} filter={filter} onChange={(change) => setFilter({ ...filter, ...change })} />
      <p role="status" className="text-ink-muted text-xs">
        {narrowed ? `${shown.length} of ${limits.length} limits` : `${limits.length} ${limits.length === 1 ? "limit" : "limits"}`}
      </p>
      {shown.length === 0 ? (
        <EmptyState icon={<Hourglass />} title="No limit fits" actions={<Button onClick={() => setFilter(noFilter)}>Clear filters</Button>}>
          None of the {limits.length} limits is what you are looking for.
        </EmptyState>
      ) : (
        <ul className="divide-y rounded-lg border bg-surface shadow-card" aria-label="Limits">
          {shown.slice(0, rows).map((limit) => (
            <LimitRow key={limit.key} limit={limit} />
          ))}
        </ul>
      )}
      {shown.length > rows ? (
        <Button className="justify-self-center" onClick={() => setRows(rows + 5 * pageRows)}>
          Show more ({shown.length - rows} left)
        </Button>
      ) : null}
    </div>
  );
}

interface FilterBarProps {
  limits: readonly LimitUse[];
  filter: LimitFilter;
  onChange: (change: Partial<LimitFilter>) => void;
}

function FilterBar({ limits, filter, onChange }: FilterBarProps) {
  const servers = new Map(limits.flatMap(({ serverSlug, serverName }) => (serverSlug && serverName ? [[serverSlug, serverName]] : [])));
  return (
    <div className="grid gap-2 sm:flex">
      <div className="relative sm:w-72">
        <Search className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-3 size-4 text-ink-muted" aria-hidden />
        <Input
          type="search"
          aria-label="Search limits"
          placeholder="Counter, grant, server or policy"
          className="pl-9"
          value={filter.search}
          onChange={(event) => onChange({ search: event.target.value })}
        />
      </div>
      <Select aria-label="Server" className="sm:w-48" value={filter.server} onChange={(event) => onChange({ server: event.target.value })}>
        <option value="">All servers</option>
        {[...servers].map(([slug, name]) => (
          <option key={slug} value={slug}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        aria-label="How full"
        className="sm:w-44"
        value={filter.state}
        onChange={(event) => onChange({ state: event.target.value as LimitFilter["state"] })}
      >
        <option value="">Used or not</option>
        <option value="used">Used</option>
        <option value="near">80% or more</option>
        <option value="full">Used up</option>
      </Select>
    </div>
  );
}

function NoLimits() {
  const { slug } = useOrganization();
  return (
    <EmptyState
      icon={<Hourglass />}
      title="No limits yet"
      actions={
        <Button asChild variant="primary">
          <Link href={`/o/${slug}/policies`}>To the policies</Link>
        </Button>
      }
    >
      A policy can say how often, or how much, in a span of time: ten calls a minute, 500 a day in all. The limits of published policies
      appear here as soon as a grant uses one.
    </EmptyState>
  );
}
