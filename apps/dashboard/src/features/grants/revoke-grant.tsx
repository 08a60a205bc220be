"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { toast } from "../../ui/toast.tsx";
import type { Grant } from "./grant.ts";

/** Ends a grant for good, after a question. */
export function RevokeGrant({ grant }: { grant: Grant }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const revoke = useMutation(trpc.grant.revoke.mutationOptions());
  const confirm = async () => {
    try {
      await revoke.mutateAsync({ id: grant.id });
    } catch (error) {
      throw new Error(describeError(error).message);
    }
    await queryClient.invalidateQueries(trpc.grant.pathFilter());
    toast(`${grant.label} is revoked`);
  };
  return (
    <ConfirmDialog
      trigger={<Button variant="danger-quiet">Revoke</Button>}
      title={`Revoke ${grant.label}?`}
      description="Every call with its tokens is refused within a second, also in sessions that are open now. This cannot be taken back; the record of its calls stays."
      confirmLabel="Revoke grant"
      onConfirm={confirm}
    />
  );
}
