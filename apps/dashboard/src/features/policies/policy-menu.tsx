"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Trash2, Undo2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Dropdown, DropdownItem } from "../../ui/dropdown.tsx";
import { toast } from "../../ui/toast.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import type { PolicyDetail } from "./policy.ts";

/** What can be done to a policy beside editing and publishing it. */
export function PolicyMenu({ policy, onDiscarded }: { policy: PolicyDetail; onDiscarded: (policy: PolicyDetail) => void }) {
  const { slug } = useOrganization();
  const router = useRouter();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<"discard" | "delete" | null>(null);
  const discard = useMutation(trpc.policy.discardDraft.mutationOptions());
  const remove = useMutation(trpc.policy.delete.mutationOptions());

  const discardDraft = async () => {
    await discard.mutateAsync({ id: policy.id }).catch(rethrowDescribed);
    await queryClient.invalidateQueries(trpc.policy.list.pathFilter());
    onDiscarded(await queryClient.fetchQuery({ ...trpc.policy.get.queryOptions({ id: policy.id }), staleTime: 0 }));
  };
  const deletePolicy = async () => {
    await remove.mutateAsync({ id: policy.id }).catch(rethrowDescribed);
    await queryClient.invalidateQueries(trpc.policy.list.pathFilter());
    toast(`${policy.name} is deleted`);
    router.push(`/o/${slug}/policies`);
  };

  return (
    <>
      <Dropdown
        trigger={
          <Button size="icon" aria-label="More actions">
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <DropdownItem disabled={policy.draft === null || policy.document === null} onSelect={() => setAsking("discard")}>
          <Undo2 aria-hidden /> Discard draft…
        </DropdownItem>
        <DropdownItem tone="danger" onSelect={() => setAsking("delete")}>
          <Trash2 aria-hidden /> Delete policy…
        </DropdownItem>
      </Dropdown>
      <ConfirmDialog
        open={asking === "discard"}
        onOpenChange={(open) => setAsking(open ? "discard" : null)}
        title="Discard the draft?"
        description={`The editor goes back to version ${policy.liveVersion}. What was changed since is lost.`}
        confirmLabel="Discard draft"
        onConfirm={discardDraft}
      />
      <ConfirmDialog
        open={asking === "delete"}
        onOpenChange={(open) => setAsking(open ? "delete" : null)}
        title={`Delete ${policy.name}?`}
        description="Its draft and its versions go with it. This cannot be taken back. A policy that a grant uses is not deleted: change the grant first."
        confirmLabel="Delete policy"
        onConfirm={deletePolicy}
      />
    </>
  );
}

const rethrowDescribed = (error: unknown): never => {
  throw new Error(describeError(error).message);
};
