"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { Button } from "../../ui/button.tsx";
import { cn } from "../../ui/class-names.ts";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { type Filters, isFiltered } from "./filters.ts";

const effects = [
  { value: "allow", label: "Allowed" },
  { value: "deny", label: "Denied" },
];
const verdicts = [
  { value: "shadow", label: "Shadow disagrees" },
  { value: "observed", label: "Observed only" },
];

/** The filters of the log. Choosing one changes the URL, and with it the log. */
export function FilterBar({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
  const trpc = useTRPC();
  const grants = useQuery(trpc.grant.list.queryOptions());
  const servers = useQuery(trpc.server.list.queryOptions());
  return (
    <search
      className={cn(
        "grid grid-cols-2 gap-2 md:grid-cols-[8rem_11rem_1fr_1fr] lg:grid-cols-[8rem_11rem_1fr_1fr_1.5fr]",
        isFiltered(filters) && "xl:grid-cols-[8rem_11rem_1fr_1fr_1.5fr_auto]",
      )}
    >
      <Choice
        label="Effect"
        all="All effects"
        value={filters.effect}
        options={effects}
        onChange={(effect) => onChange({ ...filters, effect: effect as Filters["effect"] })}
      />
      <Choice
        label="Verdicts"
        all="All verdicts"
        value={filters.verdict}
        options={verdicts}
        onChange={(verdict) => onChange({ ...filters, verdict: verdict as Filters["verdict"] })}
      />
      <Choice
        label="Grant"
        all="All grants"
        value={filters.grant}
        options={(grants.data ?? []).map((grant) => ({ value: grant.id, label: grant.label }))}
        onChange={(grant) => onChange({ ...filters, grant })}
      />
      <Choice
        label="Server"
        all="All servers"
        value={filters.server}
        options={(servers.data ?? []).map((server) => ({ value: server.slug, label: server.name }))}
        onChange={(server) => onChange({ ...filters, server })}
      />
      <ToolFilter key={filters.tool ?? ""} tool={filters.tool ?? ""} onChange={(tool) => onChange({ ...filters, tool })} />
      {isFiltered(filters) ? (
        <Button variant="ghost" className="justify-self-start" onClick={() => onChange({})}>
          <X aria-hidden /> Clear filters
        </Button>
      ) : null}
    </search>
  );
}

interface ChoiceProps {
  label: string;
  all: string;
  value: string | undefined;
  options: readonly { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}

function Choice({ label, all, value, options, onChange }: ChoiceProps) {
  return (
    <Select aria-label={label} value={value ?? ""} onChange={(event) => onChange(event.target.value || undefined)}>
      <option value="">{all}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
      {value && !options.some((option) => option.value === value) ? <option value={value}>{value}</option> : null}
    </Select>
  );
}

/** The whole name of a tool; applied by Enter or when the field is left, not at each letter. */
function ToolFilter({ tool, onChange }: { tool: string; onChange: (tool: string | undefined) => void }) {
  const [text, setText] = useState(tool);
  const apply = () => {
    if (text.trim() !== tool) onChange(text.trim() || undefined);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    apply();
  };
  return (
    <form onSubmit={submit} className="col-span-2 md:col-span-3 lg:col-span-1">
      <Input
        mono
        aria-label="Tool"
        placeholder="Tool, whole name"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={apply}
        autoComplete="off"
        spellCheck={false}
      />
    </form>
  );
}
