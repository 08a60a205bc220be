"use client";

import { type Category, categoryOrder, categoryWords, riskOf, riskWords } from "@portcullis/catalogue";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../../trpc/client.tsx";
import { describeError, issueAt } from "../../../trpc/describe-error.ts";
import { Button } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { Dialog, DialogActions, DialogClose } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { Textarea } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { toast } from "../../../ui/toast.tsx";
import type { ClassifiedTool } from "./tool-classification.tsx";

/** Lets an admin say what a tool does, with a reason, or take that back. */
export function OverrideDialog({ tool, serverSlug }: { tool: ClassifiedTool; serverSlug: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      trigger={<Button size="sm">Change category</Button>}
      open={open}
      onOpenChange={setOpen}
      title="Change category"
      description={
        <>
          What <code className="break-all font-mono text-xs">{tool.name}</code> counts as for policies with selectors such as{" "}
          <code className="font-mono text-xs">@{tool.category}</code>. Calls are decided by it within a second.
        </>
      }
    >
      <OverrideForm tool={tool} serverSlug={serverSlug} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function OverrideForm({ tool, serverSlug, onDone }: { tool: ClassifiedTool; serverSlug: string; onDone: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [category, setCategory] = useState<Category>(tool.category);
  const [reason, setReason] = useState(tool.override?.reason ?? "");
  const changed = async (words: string) => {
    await Promise.all([queries.invalidateQueries(trpc.server.pathFilter()), queries.invalidateQueries(trpc.policy.pathFilter())]);
    toast(words);
    onDone();
  };
  const set = useMutation(
    trpc.catalogue.setToolCategory.mutationOptions({ onSuccess: () => changed(`${tool.name} is ${categoryWords[category].name} now`) }),
  );
  const clear = useMutation(
    trpc.catalogue.clearToolCategory.mutationOptions({
      onSuccess: () => changed(`${tool.name} is ${categoryWords[tool.classifiedAs].name} again`),
    }),
  );
  const error = set.error ?? clear.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate({ slug: serverSlug, tool: tool.name, category, reason });
  };
  const reasonError = issueAt(error, "/reason");
  return (
    <form method="post" onSubmit={submit} className="grid gap-4">
      <Field label="Category" hint={`${riskWords[riskOf(category)].name}. ${categoryWords[category].meaning}`}>
        <Select value={category} onChange={(event) => setCategory(event.target.value as Category)}>
          {categoryOrder.map((one) => (
            <option key={one} value={one}>
              {categoryWords[one].name}
              {one === tool.classifiedAs ? " (as its words say)" : ""}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Reason" hint="It is kept in the audit log." error={reasonError}>
        <Textarea required rows={3} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
      {error && !reasonError ? <Callout tone="error" title={describeError(error).message} /> : null}
      <DialogActions>
        {tool.override ? (
          <Button
            variant="ghost"
            className="mr-auto"
            loading={clear.isPending}
            onClick={() => clear.mutate({ slug: serverSlug, tool: tool.name })}
          >
            Back to {categoryWords[tool.classifiedAs].name}
          </Button>
        ) : null}
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={set.isPending}>
          Change category
        </Button>
      </DialogActions>
    </form>
  );
}
