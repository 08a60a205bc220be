"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { leaveOnPurpose, useTRPC } from "../../trpc/client.tsx";
import { Button } from "../../ui/button.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { roleLabel } from "../members/roles.ts";
import { useOrganization } from "../shell/organization-context.tsx";
import type { OrganizationDetail } from "./settings-page.tsx";

/** One's own way out. The last owner has to hand the organization over first. */
export function LeaveCard({ organization }: { organization: OrganizationDetail }) {
  const { slug } = useOrganization();
  const leave = useMutation(useTRPC().organization.leave.mutationOptions());
  const isLastOwner = organization.role === "owner" && organization.owners === 1;
  const confirm = async () => {
    await leave.mutateAsync();
    leaveOnPurpose();
    location.assign("/o");
  };
  return (
    <Card>
      <CardHeader title="Your membership" description={`You are ${roleLabel(organization.role).toLowerCase()} of ${organization.name}.`} />
      <CardBody>
        {isLastOwner ? (
          <p className="text-ink-muted text-sm">
            You are its only owner, so you cannot leave.{" "}
            <Link href={`/o/${slug}/members`} className="text-accent-ink underline underline-offset-2">
              Make somebody else an owner
            </Link>{" "}
            first, or delete the organization.
          </p>
        ) : (
          <ConfirmDialog
            trigger={<Button variant="danger-quiet">Leave organization</Button>}
            title={`Leave ${organization.name}?`}
            description="You lose access at once. Grants that you made keep working: they belong to the organization. To come back you need an invitation."
            confirmLabel="Leave organization"
            onConfirm={confirm}
          />
        )}
      </CardBody>
    </Card>
  );
}
