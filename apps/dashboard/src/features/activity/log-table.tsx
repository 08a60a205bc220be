"use client";

import { Fragment, memo, type ReactNode } from "react";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../../ui/table.tsx";
import type { Decision } from "./decision.ts";
import { EffectBadge } from "./effect-badge.tsx";
import { InFlight } from "./in-flight.tsx";
import { VerdictBadges } from "./verdict-badges.tsx";
import { durationInWords, outcomeInWords, reasonInWords, timeInWords } from "./words.ts";

export interface LogTableProps {
  rows: readonly Decision[];
  /** Names of servers by their slugs. */
  serverNames: ReadonlyMap<string, string>;
  onOpen: (id: string) => void;
}

/** The calls as a table on wide screens and as short blocks on narrow ones. A row opens its details. */
export function LogTable({ rows, serverNames, onOpen }: LogTableProps) {
  return (
    <Table label="Activity" className="block md:table">
      <TableHead className="hidden md:table-header-group">
        <tr>
          <TableHeader className={head}>Time</TableHeader>
          <TableHeader className={head}>Effect</TableHeader>
          <TableHeader className={head}>Tool or method</TableHeader>
          <TableHeader className={head}>Grant</TableHeader>
          <TableHeader className={head}>Server</TableHeader>
          <TableHeader className={head}>Why, and what became of it</TableHeader>
          <TableHeader className={`${head} text-right`}>Duration</TableHeader>
          <TableHeader className={head}>Client</TableHeader>
        </tr>
      </TableHead>
      <TableBody className="block md:table-row-group">
        {rows.map((row) => (
          <LogRow key={row.id} row={row} serverName={serverNames.get(row.serverSlug) ?? row.serverSlug} onOpen={onOpen} />
        ))}
      </TableBody>
    </Table>
  );
}

/** What the effect alone does not say. */
function moreOf({ effect, reason, outcome }: Decision): ReactNode {
  if (effect === "deny") return reasonInWords(reason);
  if (outcome === "pending") return <InFlight />;
  return outcome === "ok" || outcome === "" ? null : outcomeInWords(outcome);
}

/** Names of tools are long; they break after an underscore or a slash and never inside a word. */
function Breakable({ name }: { name: string }) {
  return name.split(/(?<=[_/])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one name never move
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ));
}

const head = "px-3";
const cell = "block p-0 md:table-cell md:px-3 md:py-2";

interface LogRowProps {
  row: Decision;
  serverName: string;
  onOpen: (id: string) => void;
}

// News adds a few rows to hundreds, which then are not drawn again.
const LogRow = memo(function LogRow({ row, serverName, onOpen }: LogRowProps) {
  const now = new Date();
  // The whole row is a target for the mouse, its time for the keyboard; who marks text to copy it wants no panel.
  const open = () => {
    if (!getSelection()?.toString()) onOpen(row.id);
  };
  return (
    <TableRow
      onClick={open}
      className="grid cursor-pointer grid-cols-[1fr_auto] items-center gap-x-3 gap-y-0.5 px-3 py-2.5 focus-within:bg-hover/60 md:table-row"
    >
      <TableCell className={`${cell} whitespace-nowrap`}>
        <button
          type="button"
          data-decision={row.id}
          onClick={(event) => {
            event.stopPropagation();
            onOpen(row.id);
          }}
          aria-label={`Details of ${row.tool ?? row.method} at ${timeInWords(row.at, now)}`}
          className="rounded-sm font-mono text-ink-muted text-xs"
        >
          <time dateTime={row.at.toISOString()} title={row.at.toLocaleString("en")} suppressHydrationWarning>
            {timeInWords(row.at, now)}
          </time>
        </button>
      </TableCell>
      <TableCell className={cell}>
        <EffectBadge effect={row.effect} outcome={row.outcome} />
      </TableCell>
      <TableCell className={`${cell} break-words font-mono text-xs max-md:col-span-2 lg:min-w-48`}>
        <Breakable name={row.tool ?? row.method} />
      </TableCell>
      <TableCell className={`${cell} max-w-48 break-words md:truncate`}>{row.grantLabel}</TableCell>
      <TableCell className={`${cell} max-w-40 max-md:text-right md:truncate`}>{serverName}</TableCell>
      <TableCell className={`${cell} text-ink-muted max-md:col-span-2`}>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {moreOf(row)}
          <VerdictBadges decision={row} />
        </span>
      </TableCell>
      <TableCell className={`${cell} whitespace-nowrap text-right font-mono text-ink-muted text-xs max-md:hidden`}>
        {row.outcome === "pending" ? "–" : durationInWords(row.durationMs)}
      </TableCell>
      <TableCell className={`${cell} max-w-40 truncate text-ink-muted text-xs max-md:hidden`}>{row.clientName ?? "–"}</TableCell>
    </TableRow>
  );
});
