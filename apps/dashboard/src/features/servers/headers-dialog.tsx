"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { issueAt } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../../ui/dialog.tsx";
import { toast } from "../../ui/toast.tsx";
import { emptyHeaderRow, HeaderRows, headersOf } from "./header-rows.tsx";
import type { ServerDialogProps } from "./rename-dialog.tsx";
import { UpstreamProblem } from "./upstream-problem.tsx";

/** Replaces all stored headers: stored values are never shown, so they cannot be edited one by one. */
export function HeadersDialog(props: ServerDialogProps) {
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title="Change headers"
      description="What you enter replaces every stored header. Stored values are not shown, not even to owners."
    >
      <HeadersForm {...props} />
    </Dialog>
  );
}

function HeadersForm({ server, onOpenChange }: ServerDialogProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [rows, setRows] = useState(() =>
    server.headerNames.length ? server.headerNames.map((name) => ({ ...emptyHeaderRow(), name })) : [emptyHeaderRow()],
  );
  const save = useMutation(
    trpc.server.setHeaders.mutationOptions({
      onSuccess: async () => {
        toast("Headers saved", { description: "The gateway sends them from the next call on." });
        await queries.invalidateQueries(trpc.server.pathFilter());
        onOpenChange(false);
      },
    }),
  );
  const headers = headersOf(rows);
  const missing = headers.some((header) => !header.value);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ slug: server.slug, headers });
  };
  return (
    <form method="post" className="grid gap-4" onSubmit={submit} noValidate>
      <HeaderRows rows={rows} onChange={setRows} problemAt={(pointer) => issueAt(save.error, pointer)} />
      {missing ? <p className="text-ink-muted text-xs">Enter the value of each header again, or remove it.</p> : null}
      {headers.length === 0 ? <p className="text-ink-muted text-xs">Saving removes all stored headers.</p> : null}
      {save.error ? <UpstreamProblem error={save.error} /> : null}
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={save.isPending} disabled={missing}>
          Save headers
        </Button>
      </DialogActions>
    </form>
  );
}
