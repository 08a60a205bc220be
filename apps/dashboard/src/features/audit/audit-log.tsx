"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useTRPC } from "../../trpc/client.tsx";
import type { Outputs } from "../../trpc/outputs.ts";
import { QueryState } from "../../trpc/query-state.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../../ui/table.tsx";
import { actionWords } from "./action-words.ts";
import { Changes } from "./changes.tsx";

type AuditEvent = Outputs["audit"]["list"][number];
const pageSize = 50;

/** Who changed what in this organization, newest first. */
export function AuditLog() {
  const trpc = useTRPC();
  const events = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { limit: pageSize },
      { getNextPageParam: (page) => (page.length === pageSize ? page.at(-1)?.id : undefined) },
    ),
  );
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Every change to this organization: who made it, when, and from where. Calls by agents are under Activity."
      />
      <QueryState query={events}>
        {({ pages }) => {
          const list = pages.flat();
          if (list.length === 0) return <NoEvents />;
          return (
            <>
              <EventTable events={list} />
              {events.hasNextPage ? (
                <Button className="mt-4" loading={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
                  Show older
                </Button>
              ) : null}
            </>
          );
        }}
      </QueryState>
    </>
  );
}

function NoEvents() {
  return (
    <EmptyState icon={<ScrollText />} title="Nothing has changed yet">
      As soon as somebody registers a server, publishes a policy or issues a grant, it is written here.
    </EmptyState>
  );
}

function EventTable({ events }: { events: AuditEvent[] }) {
  return (
    <Table label="Audit log">
      <TableHead>
        <TableRow>
          <TableHeader className="max-sm:hidden">When</TableHeader>
          <TableHeader className="max-sm:hidden">Who</TableHeader>
          <TableHeader>What</TableHeader>
          <TableHeader className="max-md:hidden">From</TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {events.map((event) => (
          <TableRow key={event.id} className="align-baseline">
            <TableCell className="whitespace-nowrap align-baseline text-ink-muted max-sm:hidden">
              <RelativeTime at={event.at} />
            </TableCell>
            <TableCell className="whitespace-nowrap align-baseline font-medium max-sm:hidden">{event.actorName}</TableCell>
            <TableCell className="align-baseline">
              {actionWords(event.action)} {event.targetName ? <span className="break-all font-medium">{event.targetName}</span> : null}
              <p className="text-ink-muted text-xs sm:hidden">
                {event.actorName}, <RelativeTime at={event.at} />
              </p>
              <Changes before={event.before} after={event.after} />
            </TableCell>
            <TableCell className="whitespace-nowrap align-baseline font-mono text-ink-muted text-xs max-md:hidden">
              {event.source ?? "–"}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
