"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Power, ScrollText } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { DropdownItem } from "../../ui/dropdown.tsx";
import { toast } from "../../ui/toast.tsx";
import { TargetRow } from "../targets/target-row.tsx";
import { ChannelForm } from "./channel-form.tsx";
import { ChannelLog } from "./channel-log.tsx";
import type { Channel } from "./channels-page.tsx";
import { kinds } from "./words.ts";

/** One channel: what it is, how it does, its log, a test that really sends, and what can be done to it. */
export function ChannelRow({ channel, onSecret }: { channel: Channel; onSecret: (secret: string) => void }) {
  const [logOpen, setLogOpen] = useState(false);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries(trpc.channel.pathFilter());
  const test = useMutation(trpc.channel.test.mutationOptions());
  const update = useMutation(
    trpc.channel.update.mutationOptions({ onSettled: refresh, onError: (error) => toast(describeError(error).message, { tone: "error" }) }),
  );
  const rotate = useMutation({ ...trpc.channel.rotateSecret.mutationOptions({ onSuccess: refresh }), gcTime: 0 });
  const remove = useMutation(trpc.channel.delete.mutationOptions({ onSuccess: refresh }));
  const { id, name, enabled, kind, targetHint, isSigned } = channel;
  return (
    <TargetRow
      name={name}
      badge={<StateBadge channel={channel} />}
      facts={[kinds[kind].label, targetHint, kind === "webhook" && !isSigned ? "not signed: rotate its secret once" : ""]}
      test={{ run: () => test.mutate({ id }), isPending: test.isPending, data: test.data, error: test.error }}
      buttons={
        <Button size="sm" onClick={() => setLogOpen(true)} aria-label={`Log of ${name}`}>
          <ScrollText aria-hidden />
          Log
        </Button>
      }
      menu={
        <DropdownItem onSelect={() => update.mutate({ id, name, enabled: !enabled })}>
          <Power aria-hidden />
          {enabled ? "Turn off" : "Turn on"}
        </DropdownItem>
      }
      form={(onDone) => <ChannelForm channel={channel} onDone={onDone} />}
      onRotate={kind === "webhook" ? async () => onSecret((await rotate.mutateAsync({ id })).secret) : undefined}
      removal={{
        label: "Delete channel",
        description: "Nothing is sent there any more. Its target and its log are deleted too.",
        run: () => remove.mutateAsync({ id }),
      }}
    >
      <Dialog
        open={logOpen}
        onOpenChange={setLogOpen}
        title={`Log of ${name}`}
        description="The last 50 messages, the newest first. Tests are in the audit log."
        className="max-w-2xl"
      >
        <ChannelLog channelId={id} />
      </Dialog>
    </TargetRow>
  );
}

function StateBadge({ channel: { enabled, failures } }: { channel: Channel }) {
  if (!enabled) return <Badge tone="warn">Off</Badge>;
  return failures > 0 ? <Badge tone="deny">Failing</Badge> : null;
}
