"use client";

import type { StreamKind } from "@portcullis/control-plane";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError, issueAt } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { DialogActions, DialogClose } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { useFocusInvalid } from "../../ui/focus-invalid.ts";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { toast } from "../../ui/toast.tsx";
import { type HeaderRow, HeaderRows, headersOf } from "../servers/header-rows.tsx";
import type { Stream } from "./streams-card.tsx";
import { recordKinds, streamKinds } from "./words.ts";

type Records = (typeof recordKinds)[number]["value"];

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
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const target = { url, headers: headersOf(rows) };
    if (stream) update.mutate({ id: stream.id, name, records, ...(url.trim() ? { target } : {}) });
    else create.mutate({ kind, name, ...target, records, format, from });
  };
  const at = (pointer: string) => issueAt(error, pointer) ?? issueAt(error, `/target${pointer}`);
  const placed = at("/name") || at("/url") || rows.some((_, index) => at(`/headers/${index}/name`) || at(`/headers/${index}/value`));
  const words = streamKinds[kind];
  return (
    <form method="post" ref={form} className="grid gap-4" onSubmit={submit} noValidate>
      {error && !placed ? <Callout tone="error" title={describeError(error).message} /> : null}
      {stream ? null : (
        <Field label="Kind">
          <Select value={kind} onChange={(event) => setKind(event.target.value as StreamKind)}>
            {(["webhook", "otlp"] as const).map((value) => (
              <option key={value} value={value}>
                {streamKinds[value].label}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Field label="Name" error={at("/name")}>
        <Input autoComplete="off" required placeholder="SIEM" value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field
        label="URL"
        error={at("/url")}
        hint={stream ? `Now: ${stream.targetHint}. Leave it empty to keep it and its headers.` : words.hint}
        optional={stream !== undefined}
      >
        <Input
          mono
          autoComplete="off"
          spellCheck={false}
          placeholder={words.placeholder}
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
      </Field>
      <fieldset className="grid gap-2">
        <legend className="mb-1 font-medium text-sm">
          Headers <span className="font-normal text-ink-muted">(optional)</span>
        </legend>
        <HeaderRows rows={rows} onChange={setRows} problemAt={at} />
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Records">
          <Select value={records} onChange={(event) => setRecords(event.target.value as Records)}>
            {recordKinds.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
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
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={create.isPending || update.isPending}>
          {stream ? "Save stream" : "Add stream"}
        </Button>
      </DialogActions>
    </form>
  );
}
