"use client";

import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { StopButton } from "./stop-button.tsx";

/** The whole organization's switch, among its settings. */
export function StopAllCard() {
  const { name, may } = useOrganization();
  if (!may("manageServers")) return null;
  return (
    <Card>
      <CardHeader
        title="Stop everything"
        description="Every call of every agent is refused within a second, until somebody releases it. Nothing else changes."
      />
      <CardBody>
        <StopButton target={{ scope: "organization", name }} />
      </CardBody>
    </Card>
  );
}
