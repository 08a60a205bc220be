"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError, issueAt } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Dialog, DialogActions, DialogClose } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { useFocusInvalid } from "../../ui/focus-invalid.ts";
import { Input } from "../../ui/input.tsx";
import { toast } from "../../ui/toast.tsx";
import { fromLocalMinutes, toLocalMinutes } from "./expiry.ts";
import type { Grant } from "./grant.ts";
import { tagsHint, tagsOf } from "./tags.ts";

/** Label, tags and end of a grant. */
export function EditGrant({ grant }: { grant: Grant }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button size="sm">Edit</Button>}
      title={`Edit ${grant.label}`}
      description="Takes effect within a second. Token and used limits stay."
    >
      <EditForm grant={grant} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function EditForm({ grant, onDone }: { grant: Grant; onDone: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [label, setLabel] = useState(grant.label);
  const [tags, setTags] = useState(grant.tags.join(", "));
  const [expires, setExpires] = useState(grant.expiresAt ? toLocalMinutes(grant.expiresAt) : "");
  const update = useMutation(
    trpc.grant.update.mutationOptions({
      onSuccess: async () => {
        toast("Grant saved");
        await queries.invalidateQueries(trpc.grant.pathFilter());
        onDone();
      },
    }),
  );
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, update.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The field knows minutes only; an end that nobody touched stays to the millisecond.
    const unchanged = grant.expiresAt && expires === toLocalMinutes(grant.expiresAt);
    update.mutate({ id: grant.id, label, tags: tagsOf(tags), expiresAt: unchanged ? grant.expiresAt : fromLocalMinutes(expires) });
  };
  const at = (pointer: string) => issueAt(update.error, pointer);
  const atTags = describeError(update.error).issues.find(({ pointer }) => pointer.startsWith("/tags"))?.message ?? null;
  const placed = Boolean(at("/label") || at("/expiresAt") || (update.error && atTags));
  return (
    <form method="post" ref={form} className="grid gap-4" onSubmit={submit} noValidate>
      {update.error && !placed ? <Callout tone="error" title={describeError(update.error).message} /> : null}
      <Field label="Label" error={at("/label")}>
        <Input value={label} onChange={(event) => setLabel(event.target.value)} required maxLength={100} autoComplete="off" />
      </Field>
      <Field label="Tags" optional error={update.error ? atTags : null} hint={tagsHint}>
        <Input
          value={tags}
          onChange={(event) => setTags(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          placeholder="ci, production"
        />
      </Field>
      <Field label="Expires" optional error={at("/expiresAt")} hint="In your time zone. Empty: never. After that every call is refused.">
        <Input type="datetime-local" value={expires} onChange={(event) => setExpires(event.target.value)} />
      </Field>
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={update.isPending}>
          Save grant
        </Button>
      </DialogActions>
    </form>
  );
}
