"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../../ui/table.tsx";
import { roleLabel } from "./roles.ts";

/** The invitations that nobody has accepted yet; nothing at all while there are none. */
export function Invitations() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const invitations = useQuery(trpc.member.invitations.queryOptions());
  const revoke = useMutation(
    trpc.member.revokeInvitation.mutationOptions({ onSuccess: () => queries.invalidateQueries(trpc.member.invitations.queryFilter()) }),
  );
  if (!invitations.data?.length) return null;
  return (
    <section className="mt-8" aria-labelledby="invitations">
      <h2 id="invitations" className="mb-3 font-semibold text-[0.9375rem]">
        Pending invitations
      </h2>
      <Table label="Pending invitations">
        <TableHead>
          <TableRow>
            <TableHeader>E-mail</TableHeader>
            <TableHeader>Role</TableHeader>
            <TableHeader className="max-sm:hidden">Expires</TableHeader>
            <TableHeader>
              <span className="sr-only">Actions</span>
            </TableHeader>
          </TableRow>
        </TableHead>
        <TableBody>
          {invitations.data.map((invitation) => (
            <TableRow key={invitation.id}>
              <TableCell className="break-all font-medium">{invitation.email}</TableCell>
              <TableCell>{roleLabel(invitation.role)}</TableCell>
              <TableCell className="whitespace-nowrap text-ink-muted max-sm:hidden">
                <RelativeTime at={invitation.expiresAt} />
              </TableCell>
              <TableCell className="w-px text-right">
                <ConfirmDialog
                  trigger={
                    <Button size="sm" variant="danger-quiet" aria-label={`Revoke the invitation for ${invitation.email}`}>
                      Revoke
                    </Button>
                  }
                  title={`Revoke the invitation for ${invitation.email}?`}
                  description="Its link stops working. You can invite the address again."
                  confirmLabel="Revoke invitation"
                  onConfirm={() => revoke.mutateAsync({ id: invitation.id })}
                />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </section>
  );
}
