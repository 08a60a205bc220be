"use client";

import { useQuery } from "@tanstack/react-query";
import { ListFilter, Search, X } from "lucide-react";
import { type Ref, useDeferredValue, useEffect, useRef, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Input } from "../../ui/input.tsx";
import { Choice } from "./choice.tsx";
import { type Filters, isFiltered, withFilter } from "./filters.ts";
import { reasons } from "./words.ts";

const effects = [
  { value: "allow", label: "Allowed" },
  { value: "deny", label: "Denied" },
  { value: "held", label: "Held" },
];
const verdicts = [
  { value: "shadow", label: "Shadow disagrees" },
  { value: "observed", label: "Observed only" },
];
const times = [
  { value: "15m", label: "Last 15 minutes" },
  { value: "1h", label: "Last hour" },
  { value: "24h", label: "Last 24 hours" },
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
];
const reasonOptions = Object.entries(reasons).map(([value, label]) => ({ value, label }));
const methods = ["tools/call", "tools/list", "prompts/get", "resources/read", "initialize", "server/discover", "ping"].map((value) => ({
  value,
  label: value,
}));

export interface FilterBarProps {
  filters: Filters;
  onChange: (filters: Filters) => void;
  searchRef: Ref<HTMLInputElement>;
}

/** The filters of the log. Choosing one changes the URL, and with it the log. */
export function FilterBar({ filters, onChange, searchRef }: FilterBarProps) {
  const trpc = useTRPC();
  const grants = useQuery(trpc.grant.list.queryOptions());
  const servers = useQuery(trpc.server.list.queryOptions());
  const { verdict, reason, method, client, tool, from, to } = filters;
  const [open, setOpen] = useState(Boolean(verdict ?? reason ?? method ?? client ?? tool ?? from ?? to));
  const set = (change: Partial<Filters>) => onChange(withFilter(filters, change));
  return (
    <search className="grid gap-2">
      <div className="grid grid-cols-2 gap-2 md:grid-cols-[minmax(12rem,2fr)_repeat(4,minmax(0,1fr))]">
        <SearchField value={filters.search ?? ""} onChange={(search) => set({ search })} inputRef={searchRef} />
        <Choice
          label="Effect"
          all="All effects"
          value={filters.effect}
          options={effects}
          onChange={(effect) => set({ effect: effect as Filters["effect"] })}
        />
        <Choice
          label="Grant"
          all="All grants"
          value={filters.grant}
          options={(grants.data ?? []).map(({ id, label }) => ({ value: id, label }))}
          onChange={(grant) => set({ grant })}
        />
        <Choice
          label="Server"
          all="All servers"
          value={filters.server}
          options={(servers.data ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
          onChange={(server) => set({ server })}
        />
        <Choice
          label="Time"
          all="Any time"
          value={filters.range}
          options={times}
          onChange={(range) => set({ range: range as Filters["range"] })}
        />
      </div>
      {open ? (
        <div className="grid grid-cols-2 gap-2 md:grid-cols-3 xl:grid-cols-6">
          <Choice label="Reason" all="All reasons" value={reason} options={reasonOptions} onChange={(value) => set({ reason: value })} />
          <Choice
            label="Verdicts"
            all="All verdicts"
            value={verdict}
            options={verdicts}
            onChange={(value) => set({ verdict: value as Filters["verdict"] })}
          />
          <Choice label="Method" all="All methods" value={method} options={methods} onChange={(value) => set({ method: value })} />
          <Typed label="Client" value={client ?? ""} onChange={(value) => set({ client: value })} />
          <Moment label="From" value={from} onChange={(value) => set({ from: value })} />
          <Moment label="To" value={to} onChange={(value) => set({ to: value })} />
        </div>
      ) : null}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Checkbox
          label="Calls only"
          checked={!filters.all}
          onChange={(event) => set({ all: event.target.checked ? undefined : "1" })}
          title="Leaves out what clients and servers say to each other to connect and to list tools. Refusals are always shown."
        />
        <Button size="sm" variant="ghost" aria-expanded={open} onClick={() => setOpen(!open)}>
          <ListFilter aria-hidden /> {open ? "Fewer filters" : "More filters"}
        </Button>
        {filters.tool ? (
          <Button size="sm" variant="ghost" onClick={() => set({ tool: undefined })}>
            <X aria-hidden /> Tool is <code className="font-mono">{filters.tool}</code>
          </Button>
        ) : null}
        {isFiltered(filters) ? (
          <Button size="sm" variant="ghost" onClick={() => onChange({ all: filters.all })}>
            <X aria-hidden /> Clear filters
          </Button>
        ) : null}
      </div>
    </search>
  );
}

interface TextProps {
  value: string;
  onChange: (value: string | undefined) => void;
}

/** Searches while one types, a moment after the last letter. */
function SearchField({ value, onChange, inputRef }: TextProps & { inputRef: Ref<HTMLInputElement> }) {
  const [text, setText] = useTyped(value, onChange);
  return (
    <div className="relative col-span-2 md:col-span-1">
      <Search className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-ink-muted" aria-hidden />
      <Input
        ref={inputRef}
        type="search"
        aria-label="Search tools, grants and methods"
        placeholder="Tool, grant or method"
        className="pl-8"
        value={text}
        onChange={(event) => setText(event.target.value)}
        autoComplete="off"
        spellCheck={false}
      />
    </div>
  );
}

function Typed({ label, value, onChange }: TextProps & { label: string }) {
  const [text, setText] = useTyped(value, onChange);
  return (
    <Input
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => setText(event.target.value)}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

const typingMs = 250;

/** A field that tells what was typed once the typing has stopped, and takes over what is chosen elsewhere. */
function useTyped(value: string, onChange: (value: string | undefined) => void): [string, (text: string) => void] {
  const [text, setText] = useState(value);
  const told = useRef(value);
  const tell = useRef(onChange);
  tell.current = onChange;
  const settled = useDeferredValue(text);
  useEffect(() => {
    if (value !== told.current) {
      told.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    const wanted = settled.trim();
    if (wanted === told.current) return;
    const timer = setTimeout(() => {
      told.current = wanted;
      tell.current(wanted || undefined);
    }, typingMs);
    return () => clearTimeout(timer);
  }, [settled]);
  return [text, setText];
}

function Moment({ label, value, onChange }: { label: string; value: string | undefined; onChange: (value: string | undefined) => void }) {
  const change = (text: string) => {
    const at = new Date(text);
    onChange(text === "" || Number.isNaN(at.getTime()) ? undefined : at.toISOString());
  };
  return (
    <Input
      type="datetime-local"
      aria-label={label}
      title={label}
      defaultValue={value ? localTime(new Date(value)) : ""}
      onChange={(event) => change(event.target.value)}
    />
  );
}

const localTime = (at: Date) => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
