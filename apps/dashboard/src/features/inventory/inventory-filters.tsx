"use client";

import { categoryOrder, categoryWords, riskWords } from "@portcullis/catalogue";
import type { Inventory } from "@portcullis/control-plane";
import { Search, X } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { Input } from "../../ui/input.tsx";
import { Choice } from "../activity/choice.tsx";
import { type InventoryFilters, writeInventoryFilters } from "./rows.ts";
import { stateLooks } from "./state-badge.tsx";

const effects = [
  { value: "callable", label: "Can be called" },
  ...Object.entries(stateLooks).map(([value, { label }]) => ({ value, label })),
];
const categories = categoryOrder.map((value) => ({ value, label: categoryWords[value].name }));
const risks = Object.entries(riskWords).map(([value, { name }]) => ({ value, label: name }));

export interface InventoryFilterBarProps {
  inventory: Inventory;
  filters: InventoryFilters;
  onChange: (filters: InventoryFilters) => void;
}

/** The same filters for the picture and the table. */
export function InventoryFilterBar({ inventory, filters, onChange }: InventoryFilterBarProps) {
  const set = (change: Partial<InventoryFilters>) => onChange({ ...filters, ...change });
  return (
    <search className="grid grid-cols-2 gap-2 md:grid-cols-3 xl:grid-cols-[minmax(12rem,2fr)_repeat(5,minmax(0,1fr))_auto]">
      <div className="relative col-span-2 md:col-span-1">
        <Search className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-ink-muted" aria-hidden />
        <Input
          type="search"
          aria-label="Search tools"
          placeholder="Tool, or @destructive"
          className="pl-8"
          value={filters.search ?? ""}
          onChange={(event) => set({ search: event.target.value || undefined })}
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      <Choice
        label="Effect"
        all="All effects"
        value={filters.effect}
        options={effects}
        onChange={(effect) => set({ effect: effect as InventoryFilters["effect"] })}
      />
      <Choice
        label="Category"
        all="All categories"
        value={filters.category}
        options={categories}
        onChange={(category) => set({ category })}
      />
      <Choice label="Risk" all="All risks" value={filters.risk} options={risks} onChange={(risk) => set({ risk })} />
      <Choice
        label="Grant"
        all="All grants"
        value={filters.grant}
        options={inventory.grants.map(({ id, label }) => ({ value: id, label }))}
        onChange={(grant) => set({ grant })}
      />
      <Choice
        label="Server"
        all="All servers"
        value={filters.server}
        options={inventory.servers.map(({ slug, name }) => ({ value: slug, label: name }))}
        onChange={(server) => set({ server })}
      />
      {writeInventoryFilters(filters) ? (
        <Button variant="ghost" className="justify-self-start" onClick={() => onChange({})}>
          <X aria-hidden /> Clear filters
        </Button>
      ) : null}
    </search>
  );
}
