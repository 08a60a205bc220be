"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { kinds } from "./action-words.ts";
import { type AuditFilters, filterNames } from "./filters.ts";

/** By whom, about what, and when. */
export function FilterBar({ filters, onChange }: { filters: AuditFilters; onChange: (filters: AuditFilters) => void }) {
  const members = useQuery(useTRPC().member.list.queryOptions());
  const set = (change: Partial<AuditFilters>) => onChange({ ...filters, ...change });
  const isKnown = members.data?.some(({ userId }) => userId === filters.actor) ?? true;
  return (
    <search className="mb-4 grid grid-cols-2 items-end gap-3 lg:grid-cols-[14rem_12rem_10rem_10rem_auto]">
      <Field label="Who">
        <Select value={filters.actor} onChange={(event) => set({ actor: event.target.value })}>
          <option value="">Everybody</option>
          {members.data?.map(({ userId, name, email }) => (
            <option key={userId} value={userId}>
              {name} ({email})
            </option>
          ))}
          {filters.actor && !isKnown ? <option value={filters.actor}>Somebody who left</option> : null}
        </Select>
      </Field>
      <Field label="About">
        <Select value={filters.kind} onChange={(event) => set({ kind: event.target.value })}>
          <option value="">Everything</option>
          {kinds.map(({ kind, label }) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="From (UTC)">
        <Input type="date" value={filters.from} onChange={(event) => set({ from: event.target.value })} />
      </Field>
      <Field label="Until (UTC)">
        <Input type="date" value={filters.until} onChange={(event) => set({ until: event.target.value })} />
      </Field>
      {filterNames.some((name) => filters[name]) ? (
        <Button variant="ghost" className="justify-self-start" onClick={() => onChange({ actor: "", kind: "", from: "", until: "" })}>
          Clear filters
        </Button>
      ) : null}
    </search>
  );
}
