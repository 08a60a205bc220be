"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Card, CardHeader } from "../../ui/card.tsx";
import { Dialog, DialogActions, DialogClose } from "../../ui/dialog.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { type AccessChoice, accessOf, choiceOf } from "./access-choice.ts";
import { AccessItem } from "./access-item.tsx";
import { AccessRows } from "./access-rows.tsx";
import { ApprovalWarnings } from "./approval-warnings.tsx";
import type { Grant } from "./grant.ts";

/** The servers the grant may reach, each with its policy and gateway URL. */
export function GrantAccessCard({ grant }: { grant: Grant }) {
  const { may } = useOrganization();
  const [editing, setEditing] = useState(false);
  return (
    <Card>
      <CardHeader
        title="Access"
        description="A server without a policy answers nothing: every call is denied."
        actions={
          may("managePolicies") && grant.revokedAt === null ? (
            <Dialog
              open={editing}
              onOpenChange={setEditing}
              trigger={<Button size="sm">Edit access</Button>}
              className="max-w-2xl"
              title={`Access of ${grant.label}`}
              description="Takes effect within a second. The token stays the same."
            >
              <EditAccess grant={grant} onDone={() => setEditing(false)} />
            </Dialog>
          ) : null
        }
      />
      <ul className="divide-y">
        {grant.access.map((access) => (
          <AccessItem key={access.serverSlug} grant={grant} access={access} />
        ))}
      </ul>
    </Card>
  );
}

function EditAccess({ grant, onDone }: { grant: Grant; onDone: () => void }) {
  const { may } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const servers = useQuery(trpc.server.list.queryOptions());
  const policies = useQuery(trpc.policy.list.queryOptions({}));
  const [choice, setChoice] = useState<AccessChoice>(() => choiceOf(grant));
  const save = useMutation(trpc.grant.setAccess.mutationOptions());
  const failed = servers.error ?? policies.error ?? save.error;
  const none = Object.keys(choice).length === 0;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const saved = await save.mutateAsync({ id: grant.id, access: accessOf(choice) });
    await queryClient.invalidateQueries(trpc.grant.pathFilter());
    toast("Access saved");
    if (saved.warnings.length === 0) onDone();
  };

  return (
    // A failed save is shown by the mutation's state below.
    <form method="post" onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
      {servers.data && policies.data ? (
        <AccessRows
          servers={servers.data}
          policies={policies.data}
          value={choice}
          onChange={setChoice}
          serversFixed={!may("manageGrants")}
          error={none ? "Tick at least one server, or revoke the grant." : null}
        />
      ) : (
        <SkeletonRows rows={2} />
      )}
      <ApprovalWarnings warnings={save.data?.warnings ?? []} />
      {failed ? <Callout tone="error" title={describeError(failed).message} /> : null}
      <DialogActions>
        <DialogClose asChild>
          <Button>{save.data ? "Close" : "Cancel"}</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={save.isPending} disabled={none}>
          Save access
        </Button>
      </DialogActions>
    </form>
  );
}
