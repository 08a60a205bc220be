"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Pencil, Power, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Dropdown, DropdownItem, DropdownSeparator } from "../../ui/dropdown.tsx";
import { toast } from "../../ui/toast.tsx";
import { ChannelForm } from "./channel-form.tsx";
import type { Channel } from "./channels-page.tsx";
import { kinds } from "./words.ts";

/** One channel: what it is, a test that really sends, and what can be done to it. */
export function ChannelRow({ channel }: { channel: Channel }) {
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries(trpc.channel.pathFilter());
  const test = useMutation(trpc.channel.test.mutationOptions());
  const update = useMutation(
    trpc.channel.update.mutationOptions({ onSettled: refresh, onError: (error) => toast(describeError(error).message, { tone: "error" }) }),
  );
  const remove = useMutation(trpc.channel.delete.mutationOptions({ onSuccess: refresh }));
  const { id, name, enabled, kind, targetHint } = channel;
  return (
    <li className="grid gap-3 px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            <span className="break-words">{name}</span> {enabled ? null : <Badge tone="warn">Off</Badge>}
          </p>
          <p className="break-all text-ink-muted text-xs">
            {kinds[kind].label} · {targetHint}
          </p>
        </div>
        <div className="flex items-center gap-2">
          <Button size="sm" loading={test.isPending} onClick={() => test.mutate({ id })} aria-label={`Send test to ${name}`}>
            Send test
          </Button>
          <Dropdown
            trigger={
              <Button variant="ghost" size="icon-sm" aria-label={`Actions for ${name}`}>
                <Ellipsis aria-hidden />
              </Button>
            }
          >
            <DropdownItem onSelect={() => setOpen("edit")}>
              <Pencil aria-hidden />
              Edit
            </DropdownItem>
            <DropdownItem onSelect={() => update.mutate({ id, name, enabled: !enabled })}>
              <Power aria-hidden />
              {enabled ? "Turn off" : "Turn on"}
            </DropdownItem>
            <DropdownSeparator />
            <DropdownItem tone="danger" onSelect={() => setOpen("delete")}>
              <Trash2 aria-hidden />
              Delete
            </DropdownItem>
          </Dropdown>
        </div>
      </div>
      {test.data ? <Callout tone={test.data.ok ? "ok" : "error"} title={`${test.data.sentence} (${test.data.durationMs} ms)`} /> : null}
      {test.error ? <Callout tone="error" title={describeError(test.error).message} /> : null}
      <Dialog open={open === "edit"} onOpenChange={(next) => setOpen(next ? "edit" : null)} title={`Edit ${name}`}>
        <ChannelForm channel={channel} onDone={() => setOpen(null)} />
      </Dialog>
      <ConfirmDialog
        open={open === "delete"}
        onOpenChange={(next) => setOpen(next ? "delete" : null)}
        title={`Delete ${name}?`}
        description="Nothing is sent there any more. Its target is deleted too."
        confirmLabel="Delete channel"
        onConfirm={() => remove.mutateAsync({ id })}
      />
    </li>
  );
}
