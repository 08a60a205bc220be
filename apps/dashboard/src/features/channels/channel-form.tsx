"use client";

import type { ChannelKind } from "@portcullis/control-plane";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
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
import type { Channel } from "./channels-page.tsx";
import { kindOrder, kinds } from "./words.ts";

/** A new channel, or another name or target for one that is there. A target that is left empty stays as it is. */
export function ChannelForm({ channel, onDone }: { channel?: Channel; onDone: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const sendsMail = useQuery(trpc.channel.list.queryOptions()).data?.sendsMail ?? true;
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? "slack");
  const [name, setName] = useState(channel?.name ?? "");
  const [target, setTarget] = useState("");
  const onSuccess = async () => {
    toast(channel ? "Channel saved" : "Channel added", { description: "Send a test to see that it arrives." });
    await queries.invalidateQueries(trpc.channel.pathFilter());
    onDone();
  };
  const create = useMutation({ ...trpc.channel.create.mutationOptions({ onSuccess }), gcTime: 0 });
  const update = useMutation({ ...trpc.channel.update.mutationOptions({ onSuccess }), gcTime: 0 });
  const error = create.error ?? update.error;
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (channel) update.mutate({ id: channel.id, name, enabled: channel.enabled, ...(target.trim() ? { target } : {}) });
    else create.mutate({ kind, name, target });
  };
  const at = (pointer: string) => issueAt(error, pointer);
  const words = kinds[kind];
  return (
    <form method="post" ref={form} className="grid gap-4" onSubmit={submit} noValidate>
      {error && !at("/name") && !at("/target") ? <Callout tone="error" title={describeError(error).message} /> : null}
      {channel ? null : (
        <Field
          label="Kind"
          hint={kind === "email" && !sendsMail ? "This installation sends no mail; its operator sets SMTP_URL." : undefined}
        >
          <Select value={kind} onChange={(event) => setKind(event.target.value as ChannelKind)}>
            {kindOrder.map((value) => (
              <option key={value} value={value}>
                {kinds[value].label}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Field label="Name" error={at("/name")} hint="What people here call it.">
        <Input autoComplete="off" required placeholder="On-call" value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field
        label={words.field}
        error={at("/target")}
        hint={channel ? `Now: ${channel.targetHint}. Leave it empty to keep it.` : words.hint}
        optional={channel !== undefined}
      >
        <Input
          mono
          autoComplete="off"
          spellCheck={false}
          placeholder={words.placeholder}
          value={target}
          onChange={(event) => setTarget(event.target.value)}
        />
      </Field>
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={create.isPending || update.isPending}>
          {channel ? "Save channel" : "Add channel"}
        </Button>
      </DialogActions>
    </form>
  );
}
