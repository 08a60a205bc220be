"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, ShieldHalf, UserMinus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Dialog, DialogActions, DialogClose } from "../../ui/dialog.tsx";
import { Dropdown, DropdownItem } from "../../ui/dropdown.tsx";
import type { Member } from "./members.tsx";
import { RoleSelect } from "./role-select.tsx";

export function MemberActions({ member }: { member: Member }) {
  const [open, setOpen] = useState<"role" | "remove" | null>(null);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const remove = useMutation(
    trpc.member.remove.mutationOptions({ onSuccess: () => queries.invalidateQueries(trpc.member.list.queryFilter()) }),
  );
  return (
    <>
      <Dropdown
        trigger={
          <Button variant="ghost" size="icon-sm" aria-label={`Actions for ${member.name}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <DropdownItem onSelect={() => setOpen("role")}>
          <ShieldHalf aria-hidden />
          Change role
        </DropdownItem>
        <DropdownItem tone="danger" onSelect={() => setOpen("remove")}>
          <UserMinus aria-hidden />
          Remove
        </DropdownItem>
      </Dropdown>
      <Dialog
        open={open === "role"}
        onOpenChange={(next) => setOpen(next ? "role" : null)}
        title={`Role of ${member.name}`}
        description="They are signed out everywhere and come back with the new role."
      >
        <RoleForm member={member} onDone={() => setOpen(null)} />
      </Dialog>
      <ConfirmDialog
        open={open === "remove"}
        onOpenChange={(next) => setOpen(next ? "remove" : null)}
        title={`Remove ${member.name}?`}
        description="They are signed out and lose access to this organization at once. Grants they created keep working."
        confirmLabel="Remove member"
        onConfirm={() => remove.mutateAsync({ userId: member.userId })}
      />
    </>
  );
}

function RoleForm({ member, onDone }: { member: Member; onDone: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [role, setRole] = useState(member.role);
  const change = useMutation(
    trpc.member.changeRole.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.member.list.queryFilter());
        onDone();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ userId: member.userId, role });
  };
  return (
    <form method="post" onSubmit={submit}>
      <RoleSelect value={role} onChange={setRole} error={change.error ? describeError(change.error).message : null} />
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={change.isPending}>
          Change role
        </Button>
      </DialogActions>
    </form>
  );
}
