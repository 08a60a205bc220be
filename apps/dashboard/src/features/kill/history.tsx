"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { QueryState } from "../../trpc/query-state.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";

const pageSize = 20;

/** Every stop and release that the audit log has, the latest first. */
export function KillHistory() {
  const events = useInfiniteQuery(
    useTRPC().kill.history.infiniteQueryOptions(
      { limit: pageSize },
      { getNextPageParam: (page) => (page.length === pageSize ? page.at(-1)?.id : undefined) },
    ),
  );
  return (
    <section aria-labelledby="kill-history" className="mt-8 grid gap-3">
      <h2 id="kill-history" className="font-semibold text-[0.9375rem]">
        History
      </h2>
      <QueryState query={events} rows={3}>
        {({ pages }) => {
          const list = pages.flat();
          if (list.length === 0) return <p className="text-ink-muted text-sm">Nothing was ever stopped here.</p>;
          return (
            <>
              <ul className="divide-y rounded-lg border bg-surface shadow-card" aria-label="History">
                {list.map(({ id, at, action, actorName, target, reason }) => (
                  <li key={id} className="grid gap-0.5 px-4 py-2.5 text-sm sm:px-5">
                    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 break-words">
                      <Badge tone={action === "kill.set" ? "deny" : "ok"}>{action === "kill.set" ? "Stopped" : "Released"}</Badge>
                      <span className="min-w-0 break-words">{target}</span>
                    </p>
                    <p className="break-words text-ink-muted text-xs">
                      {actorName}, <RelativeTime at={at} />
                      {reason && action === "kill.set" ? `: “${reason}”` : ""}
                    </p>
                  </li>
                ))}
              </ul>
              {events.hasNextPage ? (
                <Button className="justify-self-start" loading={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
                  Show older
                </Button>
              ) : null}
            </>
          );
        }}
      </QueryState>
    </section>
  );
}
