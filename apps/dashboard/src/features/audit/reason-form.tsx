"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { issueOrMessage } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { DialogActions, DialogClose } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";

interface ReasonFormProps {
  /** Who will read it. */
  hint: string;
  /** What the button says. */
  action: ReactNode;
  isPending: boolean;
  error: unknown;
  onSubmit: (reason: string) => void;
}

/** The question "why" before something that the audit log keeps with its reason. Stands in a dialog. */
export function ReasonForm({ hint, action, isPending, error, onSubmit }: ReasonFormProps) {
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(reason);
  };
  return (
    <form method="post" className="grid gap-4" onSubmit={submit} noValidate>
      <Field label="Why" hint={hint} error={error ? issueOrMessage(error, "/reason") : null}>
        <Input name="reason" autoComplete="off" maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="danger" loading={isPending}>
          {action}
        </Button>
      </DialogActions>
    </form>
  );
}
