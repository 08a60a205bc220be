"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { toast } from "../../ui/toast.tsx";

/** Makes what was recorded of a grant's arguments unreadable for good: for the owner, after typing the grant's name. */
export function EraseValues({ grantId, label }: { grantId: string; label: string }) {
  const erase = useMutation(useTRPC().record.erase.mutationOptions());
  const confirm = async () => {
    try {
      const { keys } = await erase.mutateAsync({ grantId });
      toast(keys === 0 ? "Nothing encrypted was recorded of this grant" : `The recorded values of ${label} are erased`);
    } catch (error) {
      throw new Error(describeError(error).message);
    }
  };
  return (
    <Card>
      <CardHeader title="Recorded values" />
      <CardBody>
        <p className="text-ink-muted text-sm">
          Encrypted argument values of this grant's calls can be made unreadable for good. The calls themselves stay on record, and the
          record still verifies.
        </p>
        <div className="mt-3">
          <ConfirmDialog
            trigger={<Button variant="danger-quiet">Erase values</Button>}
            title={`Erase the recorded values of ${label}?`}
            description="The keys of these values are destroyed. Nobody can read them again, and this cannot be taken back."
            confirmLabel="Erase for good"
            confirmText={label}
            onConfirm={confirm}
          />
        </div>
      </CardBody>
    </Card>
  );
}
