"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import type { Outputs } from "../../trpc/outputs.ts";
import { QueryState } from "../../trpc/query-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../../ui/table.tsx";
import { Allowed } from "../shell/not-allowed.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { Invitations } from "./invitations.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { MemberActions } from "./member-actions.tsx";
import { roleLabel } from "./roles.ts";

export type Member = Outputs["member"]["list"][number];

export function Members() {
  const { may } = useOrganization();
  return (
    <>
      <PageHeader
        title="Members"
        description="Who works in this organization, and what each of them may do."
        actions={may("administer") ? <InviteDialog /> : null}
      />
      <Allowed to="administer" action="sees and invites members">
        <MemberList />
        <Invitations />
      </Allowed>
    </>
  );
}

function MemberList() {
  const members = useQuery(useTRPC().member.list.queryOptions());
  return <QueryState query={members}>{(list) => <MemberTable members={list} />}</QueryState>;
}

function MemberTable({ members }: { members: Member[] }) {
  return (
    <Table label="Members">
      <TableHead>
        <TableRow>
          <TableHeader>Name</TableHeader>
          <TableHeader>Role</TableHeader>
          <TableHeader className="max-sm:hidden">Joined</TableHeader>
          <TableHeader>
            <span className="sr-only">Actions</span>
          </TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {members.map((member) => (
          <TableRow key={member.userId}>
            <TableCell>
              <div className="font-medium">{member.name}</div>
              <div className="break-all text-ink-muted text-xs">{member.email}</div>
            </TableCell>
            <TableCell>{roleLabel(member.role)}</TableCell>
            <TableCell className="whitespace-nowrap text-ink-muted max-sm:hidden">
              <RelativeTime at={member.joinedAt} />
            </TableCell>
            <TableCell className="w-px text-right">
              <MemberActions member={member} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
