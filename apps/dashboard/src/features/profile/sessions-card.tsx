"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { leaveOnPurpose, useTRPC } from "../../trpc/client.tsx";
import type { Outputs } from "../../trpc/outputs.ts";
import { QueryState } from "../../trpc/query-state.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card, CardHeader } from "../../ui/card.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { toast } from "../../ui/toast.tsx";
import { browserName } from "./browser-name.ts";

type OpenSession = Outputs["account"]["sessions"][number];

/** Where the person is signed in, each with a way to end it. */
export function SessionsCard() {
  const trpc = useTRPC();
  const sessions = useQuery(trpc.account.sessions.queryOptions());
  const everywhere = useMutation(trpc.account.signOutEverywhere.mutationOptions());
  const leave = async () => {
    await everywhere.mutateAsync();
    leaveOnPurpose();
    location.assign("/sign-in");
  };
  return (
    <Card>
      <CardHeader
        title="Sessions"
        description="A session ends after 8 hours without use, and after 7 days in any case."
        actions={
          <ConfirmDialog
            trigger={<Button size="sm">Sign out everywhere</Button>}
            title="Sign out everywhere?"
            description="Every session ends at once, this one too. You sign in again afterwards."
            confirmLabel="Sign out everywhere"
            onConfirm={leave}
          />
        }
      />
      <QueryState query={sessions}>
        {(list) => (
          <ul className="divide-y" aria-label="Sessions">
            {list.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
        )}
      </QueryState>
    </Card>
  );
}

function SessionRow({ session }: { session: OpenSession }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const end = useMutation(
    trpc.account.endSession.mutationOptions({
      onSuccess: () => toast("The session has ended"),
      onSettled: () => queries.invalidateQueries(trpc.account.sessions.queryFilter()),
    }),
  );
  const browser = browserName(session.userAgent);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-medium text-sm">
          {browser} {session.current ? <Badge tone="ok">This one</Badge> : null}
        </p>
        <p className="break-words text-ink-muted text-xs">
          {session.source ? <span className="font-mono">{session.source}</span> : "unknown address"} · signed in{" "}
          <RelativeTime at={session.signedInAt} /> · last used <RelativeTime at={session.lastSeenAt} />
        </p>
      </div>
      {session.current ? null : (
        <Button
          size="sm"
          variant="danger-quiet"
          loading={end.isPending}
          onClick={() => end.mutate({ id: session.id })}
          aria-label={`End session in ${browser} from ${session.source ?? "an unknown address"}`}
        >
          End session
        </Button>
      )}
    </li>
  );
}
