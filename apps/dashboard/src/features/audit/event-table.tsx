import type { Outputs } from "../../trpc/outputs.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../../ui/table.tsx";
import { actionTail, actionWords } from "./action-words.ts";
import { Changes } from "./changes.tsx";

type AuditEvent = Outputs["audit"]["list"][number];

export function EventTable({ events }: { events: AuditEvent[] }) {
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
          <EventRow key={event.id} event={event} />
        ))}
      </TableBody>
    </Table>
  );
}

function EventRow({ event }: { event: AuditEvent }) {
  // Who is the target of their own act is told once.
  const isSelf = event.targetKind === "member" && event.targetId === event.actorId;
  return (
    <TableRow className="align-baseline">
      <TableCell className="whitespace-nowrap align-baseline text-ink-muted max-sm:hidden">
        <RelativeTime at={event.at} />
      </TableCell>
      <TableCell className="whitespace-nowrap align-baseline font-medium max-sm:hidden">{event.actorName}</TableCell>
      <TableCell className="align-baseline">
        {actionWords(event)}{" "}
        {isSelf ? (
          <span className="break-all text-ink-muted">{event.targetName ?? "themselves"}</span>
        ) : event.targetName ? (
          <span className="break-all font-medium">{event.targetName}</span>
        ) : null}
        {actionTail(event)}
        {event.saves > 1 ? (
          <span className="text-ink-muted text-xs">
            {" "}
            · since <RelativeTime at={event.since} />
          </span>
        ) : null}
        <p className="text-ink-muted text-xs sm:hidden">
          {event.actorName}, <RelativeTime at={event.at} />
        </p>
        <Changes before={event.before} after={event.after} />
      </TableCell>
      <TableCell className="whitespace-nowrap align-baseline font-mono text-ink-muted text-xs max-md:hidden">
        {event.source ?? "–"}
      </TableCell>
    </TableRow>
  );
}
