"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../../trpc/client.tsx";
import { QueryState } from "../../../trpc/query-state.tsx";
import { Button } from "../../../ui/button.tsx";
import { Card, CardBody, CardHeader } from "../../../ui/card.tsx";
import { PageHeader, UpLink } from "../../../ui/page-header.tsx";
import { Allowed } from "../../shell/not-allowed.tsx";
import { useOrganization } from "../../shell/organization-context.tsx";
import { HeadersDialog } from "../headers-dialog.tsx";
import type { ServerWithTools } from "../server-detail.tsx";
import { Availability } from "./availability.tsx";
import { SettingsForm } from "./settings-form.tsx";

/** How the gateway deals with one server: time limits, what passes to it, its credentials, whether it is open. */
export function ServerSettingsPage({ slug }: { slug: string }) {
  const query = useQuery(useTRPC().server.get.queryOptions({ slug }));
  return <QueryState query={query}>{(server) => <Page server={server} />}</QueryState>;
}

function Page({ server }: { server: ServerWithTools }) {
  const { slug } = useOrganization();
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader
        above={<UpLink href={`/o/${slug}/servers/${server.slug}`}>{server.name}</UpLink>}
        title={`Settings of ${server.name}`}
        description="Every gateway follows a change within a second."
      />
      <Allowed to="manageServers" action="changes the settings of servers">
        <div className="grid gap-5">
          <SettingsForm server={server} />
          <Credentials server={server} />
          <Availability server={server} />
        </div>
      </Allowed>
    </div>
  );
}

function Credentials({ server }: { server: ServerWithTools }) {
  const [open, setOpen] = useState(false);
  return (
    <Card>
      <CardHeader
        title="Credentials"
        description="Headers that the gateway sends to this server in its own name. Stored sealed, at most 20, never shown."
        actions={
          <Button size="sm" onClick={() => setOpen(true)}>
            Change headers
          </Button>
        }
      />
      <CardBody>
        <p className="text-sm">
          {server.headerNames.length > 0 ? server.headerNames.join(", ") : "None: the server asks for no credential."}
        </p>
      </CardBody>
      <HeadersDialog server={server} open={open} onOpenChange={setOpen} />
    </Card>
  );
}
