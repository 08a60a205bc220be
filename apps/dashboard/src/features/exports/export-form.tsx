"use client";

import type { ExportFormat } from "@portcullis/control-plane";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { ExportLink } from "../account/export-link.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { type Records, RecordsField } from "./records-field.tsx";
import { formatOrder, formats, records, words } from "./words.ts";

interface Choice {
  format: ExportFormat;
  records: Records;
  from: string;
  until: string;
  serverSlug: string;
  effect: "" | "allow" | "deny";
}

/** The last thirty days, which is what most people want. */
const chosenFirst = (): Choice => ({
  ...{ format: "jsonl", records: "all", until: "", serverSlug: "", effect: "" },
  from: new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10),
});

/** What is asked for, as the verb takes it. A day is meant whole, in UTC. */
function inputOf({ format, records: kind, from, until, serverSlug, effect }: Choice) {
  const day = (text: string, days = 0) => {
    const at = new Date(`${text}T00:00:00Z`);
    return Number.isNaN(at.getTime()) ? {} : new Date(at.getTime() + days * 86_400_000).toISOString();
  };
  const calls = kind !== "changes";
  return {
    ...{ format, records: kind },
    ...(from ? { from: day(from) as string } : {}),
    ...(until ? { to: day(until, 1) as string } : {}),
    ...(calls && serverSlug ? { serverSlug } : {}),
    ...(calls && effect ? { effect } : {}),
  };
}

/** Chooses what leaves, says how much that is, and lets it be downloaded. */
export function ExportForm() {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [choice, setChoice] = useState(chosenFirst);
  const set = (change: Partial<Choice>) => setChoice((before) => ({ ...before, ...change }));
  const servers = useQuery(trpc.server.list.queryOptions());
  const input = inputOf(choice);
  const preview = useQuery({ ...trpc.export.preview.queryOptions(input), placeholderData: keepPreviousData });
  const href = `/o/${slug}/exports/download?${new URLSearchParams(input)}`;
  const calls = choice.records !== "changes";
  return (
    <div className="grid gap-4">
      <div className="grid gap-3 min-[26rem]:grid-cols-2 sm:grid-cols-3">
        <Field label="Format">
          <Select value={choice.format} onChange={(event) => set({ format: event.target.value as ExportFormat })}>
            {formatOrder.map((format) => (
              <option key={format} value={format}>
                {formats[format].label}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="From (UTC)">
          <Input type="date" value={choice.from} onChange={(event) => set({ from: event.target.value })} />
        </Field>
        <Field label="Until (UTC)">
          <Input type="date" value={choice.until} onChange={(event) => set({ until: event.target.value })} />
        </Field>
        <RecordsField value={choice.records} onChange={(kind) => set({ records: kind })} />
        <Field label="Server">
          <Select value={calls ? choice.serverSlug : ""} disabled={!calls} onChange={(event) => set({ serverSlug: event.target.value })}>
            <option value="">All servers</option>
            {servers.data?.map(({ slug: server, name }) => (
              <option key={server} value={server}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Answer">
          <Select
            value={calls ? choice.effect : ""}
            disabled={!calls}
            onChange={(event) => set({ effect: event.target.value as Choice["effect"] })}
          >
            <option value="">Allowed and denied</option>
            <option value="allow">Allowed</option>
            <option value="deny">Denied</option>
          </Select>
        </Field>
      </div>
      <p className="text-ink-muted text-xs">{formats[choice.format].hint}</p>
      {preview.error ? <Callout tone="error" title={describeError(preview.error).message} /> : null}
      {preview.data?.tooMany ? (
        <Callout tone="warn" title={words.export.tooMany(preview.data.recordsMax)}>
          {words.export.tooManyAdvice}
        </Callout>
      ) : null}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {preview.data && !preview.data.tooMany && preview.data.records > 0 ? (
          <Button asChild variant="primary">
            <ExportLink href={href} onClick={() => setTimeout(() => void queries.invalidateQueries(trpc.export.list.pathFilter()), 500)}>
              <Download aria-hidden />
              Download {formats[choice.format].label}
            </ExportLink>
          </Button>
        ) : (
          <Button variant="primary" disabled>
            <Download aria-hidden />
            Download {formats[choice.format].label}
          </Button>
        )}
        <p className="text-ink-muted text-sm tabular-nums" aria-live="polite">
          {preview.data === undefined ? words.export.counting : null}
          {preview.data?.tooMany === false ? (preview.data.records === 0 ? words.export.nothing : records(preview.data.records)) : null}
        </p>
      </div>
    </div>
  );
}
