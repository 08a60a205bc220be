"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { toast } from "../../ui/toast.tsx";
import type { Grant, GrantAccess } from "./grant.ts";

/** Makes the shadow policy the one that is enforced, after a question. */
export function PromoteShadow({ grant, access }: { grant: Grant; access: GrantAccess }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const promote = useMutation(trpc.grant.promoteShadow.mutationOptions());
  const confirm = async () => {
    try {
      await promote.mutateAsync({ grantId: grant.id, serverSlug: access.serverSlug });
    } catch (error) {
      throw new Error(describeError(error).message);
    }
    await queryClient.invalidateQueries(trpc.grant.pathFilter());
    toast(`${access.shadowPolicyName} is live on ${access.serverName}`, { description: "Every gateway uses it within a second." });
  };
  return (
    <ConfirmDialog
      trigger={<Button size="sm">Promote…</Button>}
      tone="primary"
      title={`Promote ${access.shadowPolicyName}?`}
      description={
        <>
          From now on it decides the calls of {grant.label} to {access.serverName}, in place of{" "}
          {access.policyName ?? "no policy, under which every call is denied"}. The grant has no shadow policy then; what was recorded
          stays.
        </>
      }
      confirmLabel="Promote"
      onConfirm={confirm}
    />
  );
}
