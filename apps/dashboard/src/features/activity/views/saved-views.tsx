"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark, BookmarkPlus, Check, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../../trpc/client.tsx";
import { describeError } from "../../../trpc/describe-error.ts";
import { Button } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { Dialog, DialogActions, DialogClose } from "../../../ui/dialog.tsx";
import { Dropdown, DropdownItem, DropdownLabel, DropdownSeparator } from "../../../ui/dropdown.tsx";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { toast } from "../../../ui/toast.tsx";
import { type Filters, readFilters, writeFilters } from "../filters.ts";

/** Filters under names, each person's own. */
export function SavedViews({ filters, onChoose }: { filters: Filters; onChoose: (filters: Filters) => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const views = useQuery(trpc.decision.views.queryOptions());
  const forget = useMutation(trpc.decision.deleteView.mutationOptions());
  const [saving, setSaving] = useState(false);
  const written = writeFilters(filters);
  const current = views.data?.find(({ query }) => query === written);

  const remove = async ({ id, name }: { id: string; name: string }) => {
    try {
      await forget.mutateAsync({ id });
      toast(`View “${name}” is gone`);
    } catch (error) {
      toast(describeError(error).message, { tone: "error" });
    }
    await queryClient.invalidateQueries(trpc.decision.views.pathFilter());
  };

  return (
    <>
      <Dropdown
        trigger={
          <Button>
            <Bookmark aria-hidden /> {current?.name ?? "Views"}
          </Button>
        }
      >
        {views.data?.length ? <DropdownLabel>Your views</DropdownLabel> : null}
        {views.data?.map((view) => (
          <DropdownItem key={view.id} onSelect={() => onChoose(readFilters(new URLSearchParams(view.query)))}>
            {view === current ? <Check aria-hidden /> : <Bookmark aria-hidden />}
            <span className="min-w-0 max-w-64 truncate">{view.name}</span>
          </DropdownItem>
        ))}
        {views.data?.length ? <DropdownSeparator /> : null}
        <DropdownItem onSelect={() => setSaving(true)}>
          <BookmarkPlus aria-hidden /> Save this view…
        </DropdownItem>
        {current ? (
          <DropdownItem tone="danger" onSelect={() => void remove(current)}>
            <Trash2 aria-hidden /> Delete “{current.name}”
          </DropdownItem>
        ) : null}
      </Dropdown>
      <Dialog
        open={saving}
        onOpenChange={setSaving}
        title="Save this view"
        description="The filters as they are, for you alone. To share them, send the page's address."
      >
        <SaveForm query={written} onSaved={() => setSaving(false)} />
      </Dialog>
    </>
  );
}

function SaveForm({ query, onSaved }: { query: string; onSaved: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const save = useMutation(trpc.decision.saveView.mutationOptions());
  const [name, setName] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await save.mutateAsync({ name, query });
    await queryClient.invalidateQueries(trpc.decision.views.pathFilter());
    toast(`View “${name.trim()}” saved`);
    onSaved();
  };
  return (
    // A failed save is shown by the mutation's state below.
    <form method="post" onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
      <Field label="Name" hint="A view of this name is replaced.">
        <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={100} required />
      </Field>
      {save.error ? <Callout tone="error" title={describeError(save.error).message} /> : null}
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={save.isPending} disabled={name.trim() === ""}>
          Save view
        </Button>
      </DialogActions>
    </form>
  );
}
