"use client";

import type { StreamKind } from "@portcullis/control-plane";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { issueAt } from "../../trpc/describe-error.ts";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { toast } from "../../ui/toast.tsx";
import { type HeaderRow, HeaderRows, headersOf } from "../servers/header-rows.tsx";
import { TargetForm } from "../targets/target-form.tsx";
import { type Records, RecordsField } from "./records-field.tsx";
import type { Stream } from "./streams-card.tsx";
import { streamKinds } from "./words.ts";

/** A new stream, or another name, choice of records or target for one that is there. A URL that is left empty stays as it is. */
export function StreamForm({ stream, onDone }: { stream?: Stream; onDone: (secret: string | null) => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [kind, setKind] = useState<StreamKind>(stream?.kind ?? "webhook");
  const [name, setName] = useState(stream?.name ?? "");
  const [url, setUrl] = useState("");
  const [rows, setRows] = useState<HeaderRow[]>([]);
  const [records, setRecords] = useState<Records>(stream?.records ?? "all");
  const [format, setFormat] = useState<"json" | "ocsf">("json");
  const [from, setFrom] = useState<"now" | "beginning">("now");
  const refresh = () => queries.invalidateQueries(trpc.stream.pathFilter());
  const create = useMutation({
    ...trpc.stream.create.mutationOptions({
      onSuccess: async ({ secret }) => {
        toast("Stream added", { description: "Send a test to see that it arrives." });
        await refresh();
        onDone(secret);
      },
    }),
    gcTime: 0,
  });
  const update = useMutation({
    ...trpc.stream.update.mutationOptions({
      onSuccess: async () => {
        toast("Stream saved");
        await refresh();
        onDone(null);
      },
    }),
    gcTime: 0,
  });
  const error = create.error ?? update.error;
  const submit = () => {
    const target = { url, headers: headersOf(rows) };
    if (stream) update.mutate({ id: stream.id, name, records, ...(url.trim() ? { target } : {}) });
    else create.mutate({ kind, name, ...target, records, format, from });
  };
  const at = (pointer: string) => issueAt(error, pointer) ?? issueAt(error, `/target${pointer}`);
  const placed = at("/name") || at("/url") || rows.some((_, index) => at(`/headers/${index}/name`) || at(`/headers/${index}/value`));
  const words = streamKinds[kind];
  return (
    <TargetForm
      kind={stream ? undefined : { value: kind, options: kindOptions, onChange: setKind }}
      name={{ value: name, onChange: setName, placeholder: "SIEM", error: at("/name") }}
      target={{
        ...{ label: "URL", value: url, onChange: setUrl, placeholder: words.placeholder, error: at("/url"), isKept: stream !== undefined },
        hint: stream ? `Now: ${stream.targetHint}. Leave it empty to keep it and its headers.` : words.hint,
      }}
      error={error}
      isPlaced={Boolean(placed)}
      isPending={create.isPending || update.isPending}
      submitLabel={stream ? "Save stream" : "Add stream"}
      onSubmit={submit}
    >
      <fieldset className="grid gap-2">
        <legend className="mb-1 font-medium text-sm">
          Headers <span className="font-normal text-ink-muted">(optional)</span>
        </legend>
        <HeaderRows rows={rows} onChange={setRows} problemAt={at} />
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <RecordsField value={records} onChange={setRecords} />
        {stream || kind === "otlp" ? null : (
          <Field label="Events as">
            <Select value={format} onChange={(event) => setFormat(event.target.value as "json" | "ocsf")}>
              <option value="json">JSON, every field</option>
              <option value="ocsf">OCSF 1.6.0</option>
            </Select>
          </Field>
        )}
        {stream ? null : (
          <Field label="Starts">
            <Select value={from} onChange={(event) => setFrom(event.target.value as "now" | "beginning")}>
              <option value="now">With what happens next</option>
              <option value="beginning">At the beginning of the record</option>
            </Select>
          </Field>
        )}
      </div>
    </TargetForm>
  );
}

const kindOptions = (["webhook", "otlp"] as const).map((value) => ({ value, label: streamKinds[value].label }));
