"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import type { ServerWithTools } from "./server-detail.tsx";

export interface ServerDialogProps {
  server: ServerWithTools;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RenameDialog(props: ServerDialogProps) {
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title="Rename server"
      description="Only the name changes. The gateway URL stays as it is, so that no client has to be set up again."
    >
      <RenameForm {...props} />
    </Dialog>
  );
}

function RenameForm({ server, onOpenChange }: ServerDialogProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [name, setName] = useState(server.name);
  const rename = useMutation(
    trpc.server.rename.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.server.pathFilter());
        onOpenChange(false);
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ slug: server.slug, name });
  };
  return (
    <form method="post" onSubmit={submit}>
      <Field label="Name" error={rename.error ? describeError(rename.error).message : null}>
        <Input autoComplete="off" required value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={rename.isPending}>
          Rename
        </Button>
      </DialogActions>
    </form>
  );
}
