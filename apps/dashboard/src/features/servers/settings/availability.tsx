"use client";

import { Button } from "../../../ui/button.tsx";
import { Card, CardBody, CardHeader } from "../../../ui/card.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import type { ServerWithTools } from "../server-detail.tsx";
import { useSetEnabled } from "../use-set-enabled.ts";

/** Open or closed, for every grant at once. */
export function Availability({ server }: { server: ServerWithTools }) {
  const setEnabled = useSetEnabled(server);
  return (
    <Card>
      <CardHeader
        title="Availability"
        description={
          server.enabled
            ? "Open: policies decide each call."
            : "Disabled: the gateway refuses every call to it. Policies and grants are as they were."
        }
      />
      <CardBody>
        {server.enabled ? (
          <ConfirmDialog
            trigger={<Button variant="danger-quiet">Disable server</Button>}
            title={`Disable ${server.name}?`}
            description="The gateway refuses every call to it within a second. Policies and grants stay; you can enable it again at any time."
            confirmLabel="Disable server"
            onConfirm={() => setEnabled(false)}
          />
        ) : (
          <Button variant="primary" onClick={() => void setEnabled(true)}>
            Enable server
          </Button>
        )}
      </CardBody>
    </Card>
  );
}
