"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { OctagonX } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { issueOrMessage } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { toast } from "../../ui/toast.tsx";
import { asInput, consequence, type StopTarget, targetWords } from "./kill-words.ts";

interface StopDialogProps {
  target: StopTarget;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The question before a stop: what stops, what does not, and why. */
export function StopDialog({ target, open, onOpenChange }: StopDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Stop ${targetWords(target)}?`} description={consequence(target)}>
      <StopForm target={target} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function StopForm({ target, onDone }: { target: StopTarget; onDone: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const stop = useMutation(
    trpc.kill.set.mutationOptions({
      onSuccess: (made) => {
        // Shown at once; what else has changed meanwhile follows.
        queries.setQueryData(trpc.kill.list.queryKey(), (known) => known && { ...known, switches: [made, ...known.switches] });
        void queries.invalidateQueries(trpc.kill.pathFilter());
        toast(`Stopped: ${targetWords(target)}`, { description: "Every gateway refuses its calls within a second." });
        onDone();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    stop.mutate({ ...asInput(target), reason });
  };
  return (
    <form method="post" className="grid gap-4" onSubmit={submit} noValidate>
      <p className="text-ink-muted text-sm">
        It takes effect within a second and ends open streams. Policies, grants and counters stay as they are; release it to go on.
      </p>
      <Field
        label="Why"
        hint="Everybody in the organization reads it, and the audit log keeps it."
        error={stop.error ? issueOrMessage(stop.error, "/reason") : null}
      >
        <Input name="reason" autoComplete="off" maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="danger" loading={stop.isPending}>
          <OctagonX aria-hidden />
          Stop now
        </Button>
      </DialogActions>
    </form>
  );
}
