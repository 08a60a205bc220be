"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { issueOrMessage } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { toast } from "../../ui/toast.tsx";
import { type LimitUse, limitWords, placeWords } from "./limit-words.ts";

/** Empties one counter before its time, with a reason for the audit log. */
export function ResetLimit({ limit }: { limit: LimitUse }) {
  const [open, setOpen] = useState(false);
  const { title } = limitWords(limit);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm" aria-label={`Reset ${title} ${placeWords(limit)}`}>
          Reset
        </Button>
      }
      title="Reset this counter?"
      description={`${title} ${placeWords(limit)}: ${limit.used} of ${limit.max} used. It starts from nothing at once, for everybody who shares it.`}
    >
      <ResetForm limit={limit} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function ResetForm({ limit, onDone }: { limit: LimitUse; onDone: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const reset = useMutation(
    trpc.limit.reset.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.limit.pathFilter());
        toast("Counter reset", { description: limitWords(limit).title });
        onDone();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reset.mutate({ key: limit.key, reason });
  };
  return (
    <form method="post" className="grid gap-4" onSubmit={submit} noValidate>
      <Field
        label="Why"
        hint="The audit log keeps it, with what was used until now."
        error={reset.error ? issueOrMessage(reset.error, "/reason") : null}
      >
        <Input name="reason" autoComplete="off" maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="danger" loading={reset.isPending}>
          Reset counter
        </Button>
      </DialogActions>
    </form>
  );
}
