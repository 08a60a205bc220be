"use client";

import { useMutation } from "@tanstack/react-query";
import { leaveOnPurpose, useTRPC } from "../../trpc/client.tsx";
import { Button } from "../../ui/button.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import type { OrganizationDetail } from "./settings-page.tsx";

/** The end of an organization: what goes with it, and a name to type. */
export function DeleteCard({ organization }: { organization: OrganizationDetail }) {
  const remove = useMutation(useTRPC().organization.delete.mutationOptions());
  const confirm = async () => {
    await remove.mutateAsync({ confirm: organization.slug });
    leaveOnPurpose();
    location.assign("/o");
  };
  const { members, servers, policies, grants } = organization;
  const parts = [
    counted(servers, "server", "servers"),
    counted(policies, "policy with its versions", "policies with their versions"),
    counted(grants, "grant", "grants"),
    counted(members, "membership", "memberships"),
  ];
  return (
    <Card>
      <CardHeader title="Delete organization" description="Nothing brings it back." />
      <CardBody>
        <p className="text-ink-muted text-sm">
          It takes with it {parts.join(", ")}, the whole record of calls and the audit log. Every agent that uses one of its grants is
          refused within a second. Accounts of people stay.
        </p>
        <div className="mt-4">
          <ConfirmDialog
            trigger={<Button variant="danger-quiet">Delete organization…</Button>}
            title={`Delete ${organization.name}?`}
            description={`${capital(parts.join(", "))} go, with the record of calls and the audit log. Export what you need to keep before.`}
            confirmLabel="Delete organization"
            confirmText={organization.slug}
            onConfirm={confirm}
          />
        </div>
      </CardBody>
    </Card>
  );
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
