"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Dialog, DialogActions, DialogClose } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import type { Grant } from "./grant.ts";

const overlaps: readonly { seconds: number; label: string }[] = [
  { seconds: 0, label: "Stops at once" },
  { seconds: 3_600, label: "Works for 1 more hour" },
  { seconds: 86_400, label: "Works for 1 more day" },
];

/** Makes a new token for the grant. The old one can go on for a while, so that a running agent is not cut off. */
export function RotateGrant({ grant, onRotated }: { grant: Grant; onRotated: (token: string) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button>Rotate token</Button>}
      title={`Rotate the token of ${grant.label}?`}
      description="A new token is made and shown once. Servers, policies and the record stay."
    >
      <RotateForm
        grant={grant}
        onRotated={(token) => {
          setOpen(false);
          onRotated(token);
        }}
      />
    </Dialog>
  );
}

function RotateForm({ grant, onRotated }: { grant: Grant; onRotated: (token: string) => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [overlapSeconds, setOverlapSeconds] = useState(0);
  // The answer holds the token, so it must not stay in the mutation cache.
  const rotate = useMutation({ ...trpc.grant.rotate.mutationOptions(), gcTime: 0 });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { token } = await rotate.mutateAsync({ id: grant.id, overlapSeconds });
    await queryClient.invalidateQueries(trpc.grant.pathFilter());
    onRotated(token);
  };

  return (
    // A failed rotation is shown by the mutation's state below.
    <form method="post" onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
      <Field label="The old token">
        <Select value={overlapSeconds} onChange={(event) => setOverlapSeconds(Number(event.target.value))}>
          {overlaps.map((overlap) => (
            <option key={overlap.seconds} value={overlap.seconds}>
              {overlap.label}
            </option>
          ))}
        </Select>
      </Field>
      {rotate.error ? <Callout tone="error" title={describeError(rotate.error).message} /> : null}
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={rotate.isPending}>
          Rotate token
        </Button>
      </DialogActions>
    </form>
  );
}
