"use client";

import { categoryOrder } from "@portcullis/catalogue";
import { Search } from "lucide-react";
import type { RefObject } from "react";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { type ToolState, toolStates } from "../tools/effective-tools.ts";
import { toolLooks } from "../tools/tool-looks.ts";
import type { Filters } from "./model/list-items.ts";

export interface ToolFiltersProps {
  filters: Filters;
  onChange: (filters: Filters) => void;
  searchRef: RefObject<HTMLInputElement | null>;
  onDown: () => void;
}

/** Search and filters of the list; they change what is shown, never the document. */
export function ToolFilters({ filters, onChange, searchRef, onDown }: ToolFiltersProps) {
  return (
    <div className="grid gap-2 border-b p-2">
      <div className="relative">
        <Search className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-muted" aria-hidden />
        <Input
          ref={searchRef}
          aria-label="Search tools"
          placeholder="Search tools"
          className="pl-8"
          value={filters.search}
          onChange={(event) => onChange({ ...filters, search: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== "ArrowDown" && event.key !== "Enter") return;
            event.preventDefault();
            onDown();
          }}
        />
      </div>
      <div className="grid grid-cols-3 gap-1.5">
        <Select
          aria-label="Category"
          className="[&>select]:pr-6 [&>select]:pl-2 [&>select]:text-xs"
          value={filters.category}
          onChange={(event) => onChange({ ...filters, category: event.target.value })}
        >
          <option value="">Category</option>
          {categoryOrder.map((category) => (
            <option key={category}>{category}</option>
          ))}
        </Select>
        <Select
          aria-label="Risk"
          className="[&>select]:pr-6 [&>select]:pl-2 [&>select]:text-xs"
          value={filters.risk}
          onChange={(event) => onChange({ ...filters, risk: event.target.value })}
        >
          <option value="">Risk</option>
          {["low", "medium", "high", "critical"].map((risk) => (
            <option key={risk}>{risk}</option>
          ))}
        </Select>
        <Select
          aria-label="State"
          className="[&>select]:pr-6 [&>select]:pl-2 [&>select]:text-xs"
          value={filters.state}
          onChange={(event) => onChange({ ...filters, state: event.target.value as ToolState | "" })}
        >
          <option value="">State</option>
          {toolStates.map((state) => (
            <option key={state} value={state}>
              {toolLooks[state].label}
            </option>
          ))}
        </Select>
      </div>
    </div>
  );
}
