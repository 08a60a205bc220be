"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import type { Outputs } from "../../trpc/outputs.ts";
import { QueryState } from "../../trpc/query-state.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { toast } from "../../ui/toast.tsx";
import { noticeStates, noticeWords } from "./words.ts";

type Notice = Outputs["notice"]["list"][number];

/** What was sent to a channel, or waits for it, and what came of it. */
export function ChannelLog({ channelId }: { channelId: string }) {
  const notices = useQuery({ ...useTRPC().notice.list.queryOptions({ channelId }), refetchInterval: 3_000 });
  return (
    <QueryState query={notices} rows={4}>
      {(list) =>
        list.length === 0 ? (
          <EmptyState icon={<Inbox />} title="Nothing was sent yet">
            The first message goes out when a call waits for an approval.
          </EmptyState>
        ) : (
          <ul className="-mx-5 -mb-2 divide-y border-t" aria-label="Messages">
            {list.map((notice) => (
              <NoticeLine key={notice.id} notice={notice} />
            ))}
          </ul>
        )
      }
    </QueryState>
  );
}

function NoticeLine({ notice }: { notice: Notice }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const again = useMutation(
    trpc.notice.sendAgain.mutationOptions({
      onSettled: () => queries.invalidateQueries(trpc.notice.list.pathFilter()),
      onError: (error) => toast(describeError(error).message, { tone: "error" }),
    }),
  );
  const { id, state, held, at, attempts, result } = notice;
  const { label, tone } = noticeStates[state];
  return (
    <li className="grid gap-1 px-5 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <p className="min-w-0 break-words font-medium text-sm">{noticeWords(notice)}</p>
        <p className="flex items-center gap-2 text-ink-muted text-xs">
          <RelativeTime at={at} />
          <Badge tone={held && state === "waiting" ? "accent" : tone}>{held && state === "waiting" ? "Held" : label}</Badge>
        </p>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
        <p className="min-w-0 break-words text-ink-muted text-xs">{resultWords(notice)}</p>
        {state === "failed" ? (
          <Button size="sm" loading={again.isPending} onClick={() => again.mutate({ id })}>
            Send again
          </Button>
        ) : null}
      </div>
      <span className="sr-only">{`${attempts} ${attempts === 1 ? "attempt" : "attempts"}${result ? "" : ", no answer yet"}`}</span>
    </li>
  );
}

function resultWords({ state, held, dueAt, attempts, result }: Notice): string {
  const tries = attempts > 1 ? ` After ${attempts} attempts.` : "";
  if (state === "waiting" && held && dueAt)
    return `Quiet hours: it goes out ${dueAt.toLocaleString("en", { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}.`;
  if (result === null) return "It goes out within seconds.";
  return state === "waiting" ? `${result} It is tried again.${tries}` : `${result}${tries}`;
}
