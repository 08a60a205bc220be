"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/toast.tsx";
import { TargetRow } from "../targets/target-row.tsx";
import { StreamForm } from "./stream-form.tsx";
import { StreamHealth } from "./stream-health.tsx";
import type { Stream } from "./streams-card.tsx";
import { recordKinds, streamKinds, words } from "./words.ts";

/** One stream: where it goes, how it does, a test that really sends, and what can be done to it. */
export function StreamRow({ stream, onSecret }: { stream: Stream; onSecret: (secret: string) => void }) {
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
    <TargetRow
      name={name}
      badge={<StateBadge stream={stream} />}
      facts={facts}
      test={{ run: () => test.mutate({ id }), isPending: test.isPending, data: test.data, error: test.error }}
      buttons={
        <Button
          size="sm"
          loading={update.isPending}
          onClick={() => update.mutate({ id, enabled: !enabled })}
          aria-label={`${enabled ? "Pause" : "Resume"} ${name}`}
        >
          {enabled ? <Pause aria-hidden /> : <Play aria-hidden />}
          {enabled ? "Pause" : "Resume"}
        </Button>
      }
      form={(onDone) => <StreamForm stream={stream} onDone={onDone} />}
      onRotate={kind === "webhook" ? async () => onSecret((await rotate.mutateAsync({ id })).secret) : undefined}
      removal={{
        label: "Delete stream",
        description:
          "Nothing is sent there any more. Its target, its secret and its place in the record are deleted; the record itself stays.",
        run: () => remove.mutateAsync({ id }),
      }}
    >
      <StreamHealth stream={stream} />
    </TargetRow>
  );
}

function StateBadge({ stream: { enabled, failures, lagSeconds } }: { stream: Stream }) {
  if (!enabled) return <Badge tone="warn">{words.streams.paused}</Badge>;
  if (failures > 0) return <Badge tone="deny">{words.streams.failing}</Badge>;
  return lagSeconds > 10 ? <Badge tone="accent">{words.streams.behind}</Badge> : <Badge tone="ok">{words.streams.healthy}</Badge>;
}
