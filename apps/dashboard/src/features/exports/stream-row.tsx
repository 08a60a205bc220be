"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, KeyRound, Pause, Pencil, Play, Trash2 } from "lucide-react";
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
import { StreamForm } from "./stream-form.tsx";
import { StreamHealth } from "./stream-health.tsx";
import type { Stream } from "./streams-card.tsx";
import { recordKinds, streamKinds, words } from "./words.ts";

/** One stream: where it goes, how it does, a test that really sends, and what can be done to it. */
export function StreamRow({ stream, onSecret }: { stream: Stream; onSecret: (secret: string) => void }) {
  const [open, setOpen] = useState<"edit" | "delete" | "rotate" | null>(null);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries(trpc.stream.pathFilter());
  const test = useMutation(trpc.stream.test.mutationOptions());
  const update = useMutation(
    trpc.stream.update.mutationOptions({ onSettled: refresh, onError: (error) => toast(describeError(error).message, { tone: "error" }) }),
  );
  const rotate = useMutation({ ...trpc.stream.rotateSecret.mutationOptions({ onSuccess: refresh }), gcTime: 0 });
  const remove = useMutation(trpc.stream.delete.mutationOptions({ onSuccess: refresh }));
  const { id, name, enabled, kind, targetHint, records, format, headerNames } = stream;
  const recordsLabel = recordKinds.find(({ value }) => value === records)?.label ?? "";
  const facts = [
    streamKinds[kind].label,
    targetHint,
    recordsLabel,
    format === "ocsf" ? "OCSF" : "",
    headerNames.length > 0 ? `with ${headerNames.join(", ")}` : "",
  ];
  return (
    <li className="grid gap-3 px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            <span className="break-words">{name}</span> <StateBadge stream={stream} />
          </p>
          <p className="break-words text-ink-muted text-xs">{facts.filter(Boolean).join(" · ")}</p>
        </div>
        <div className="flex items-center gap-2">
          <Button size="sm" loading={test.isPending} onClick={() => test.mutate({ id })} aria-label={`Send test to ${name}`}>
            Send test
          </Button>
          <Button
            size="sm"
            loading={update.isPending}
            onClick={() => update.mutate({ id, enabled: !enabled })}
            aria-label={`${enabled ? "Pause" : "Resume"} ${name}`}
          >
            {enabled ? <Pause aria-hidden /> : <Play aria-hidden />}
            {enabled ? "Pause" : "Resume"}
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
            {kind === "webhook" ? (
              <DropdownItem onSelect={() => setOpen("rotate")}>
                <KeyRound aria-hidden />
                Rotate signing secret
              </DropdownItem>
            ) : null}
            <DropdownSeparator />
            <DropdownItem tone="danger" onSelect={() => setOpen("delete")}>
              <Trash2 aria-hidden />
              Delete
            </DropdownItem>
          </Dropdown>
        </div>
      </div>
      <StreamHealth stream={stream} />
      {test.data ? <Callout tone={test.data.ok ? "ok" : "error"} title={`${test.data.sentence} (${test.data.durationMs} ms)`} /> : null}
      {test.error ? <Callout tone="error" title={describeError(test.error).message} /> : null}
      <Dialog open={open === "edit"} onOpenChange={(next) => setOpen(next ? "edit" : null)} title={`Edit ${name}`}>
        <StreamForm stream={stream} onDone={() => setOpen(null)} />
      </Dialog>
      <ConfirmDialog
        open={open === "rotate"}
        onOpenChange={(next) => setOpen(next ? "rotate" : null)}
        title={`Rotate the signing secret of ${name}?`}
        description="For 24 hours deliveries carry signatures of both secrets, so that the receiver can be changed meanwhile."
        confirmLabel="Rotate secret"
        tone="primary"
        onConfirm={async () => onSecret((await rotate.mutateAsync({ id })).secret)}
      />
      <ConfirmDialog
        open={open === "delete"}
        onOpenChange={(next) => setOpen(next ? "delete" : null)}
        title={`Delete ${name}?`}
        description="Nothing is sent there any more. Its target, its secret and its place in the record are deleted; the record itself stays."
        confirmLabel="Delete stream"
        onConfirm={() => remove.mutateAsync({ id })}
      />
    </li>
  );
}

function StateBadge({ stream: { enabled, failures, lagSeconds } }: { stream: Stream }) {
  if (!enabled) return <Badge tone="warn">{words.streams.paused}</Badge>;
  if (failures > 0) return <Badge tone="deny">{words.streams.failing}</Badge>;
  return lagSeconds > 10 ? <Badge tone="accent">{words.streams.behind}</Badge> : <Badge tone="ok">{words.streams.healthy}</Badge>;
}
