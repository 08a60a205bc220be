"use client";

import { useQuery } from "@tanstack/react-query";
import { Bell, Plus } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import type { Outputs } from "../../trpc/outputs.ts";
import { QueryState } from "../../trpc/query-state.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Allowed } from "../shell/not-allowed.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { SecretOnce } from "../targets/secret-once.tsx";
import { ChannelForm } from "./channel-form.tsx";
import { ChannelRow } from "./channel-row.tsx";
import { NoticeSettingsCard } from "./notice-settings.tsx";

export type Channel = Outputs["channel"]["list"]["channels"][number];

/** Where the organization is told of what waits for it. */
export function ChannelsPage() {
  const { may } = useOrganization();
  const channels = useQuery({ ...useTRPC().channel.list.queryOptions(), enabled: may("administer"), refetchInterval: 10_000 });
  // Lives in the page's memory alone, until it is put away.
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader
        title="Notifications"
        description="Who is told when a call waits for approval. It is always decided here, after signing in."
        actions={channels.data && channels.data.channels.length > 0 ? <AddChannel onSecret={setSecret} /> : null}
      />
      <Allowed to="administer" action="manages notification channels">
        <div className="grid gap-6">
          {secret ? <SecretOnce secret={secret} onDone={() => setSecret(null)} /> : null}
          <ChannelList onSecret={setSecret} />
          <NoticeSettingsCard />
        </div>
      </Allowed>
    </div>
  );
}

function ChannelList({ onSecret }: OnSecret) {
  const channels = useQuery(useTRPC().channel.list.queryOptions());
  return (
    <QueryState query={channels}>
      {({ channels: list }) =>
        list.length === 0 ? (
          <EmptyState icon={<Bell />} title="No channel yet" actions={<AddChannel onSecret={onSecret} />}>
            Add a mailbox, a Slack or Teams channel, or a webhook of your own.
          </EmptyState>
        ) : (
          <Card>
            <ul className="divide-y" aria-label="Notification channels">
              {list.map((channel) => (
                <ChannelRow key={channel.id} channel={channel} onSecret={onSecret} />
              ))}
            </ul>
          </Card>
        )
      }
    </QueryState>
  );
}

interface OnSecret {
  onSecret: (secret: string | null) => void;
}

function AddChannel({ onSecret }: OnSecret) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title="Add channel"
      description="The target is stored sealed and not shown again."
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          Add channel
        </Button>
      }
    >
      <ChannelForm
        onDone={(secret) => {
          setOpen(false);
          onSecret(secret);
        }}
      />
    </Dialog>
  );
}
