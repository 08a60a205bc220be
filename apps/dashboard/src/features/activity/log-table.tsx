"use client";

import { Fragment, memo } from "react";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../../ui/table.tsx";
import type { Decision } from "./decision.ts";
import { EffectBadge } from "./effect-badge.tsx";
import { VerdictBadges } from "./verdict-badges.tsx";
import { disagrees } from "./verdicts.ts";
import { durationInWords, reasonInWords, timeInWords } from "./words.ts";

/** The calls as a table on wide screens and as short blocks on narrow ones. A row opens its details. */
export function LogTable({ rows, onOpen }: { rows: readonly Decision[]; onOpen: (id: string) => void }) {
  return (
    <Table label="Activity" className="block md:table">
      <TableHead className="hidden md:table-header-group">
        <tr>
          <TableHeader className={head}>Time</TableHeader>
          <TableHeader className={head}>Effect</TableHeader>
          <TableHeader className={head}>Tool or method</TableHeader>
          <TableHeader className={head}>Grant</TableHeader>
          <TableHeader className={head}>Server</TableHeader>
          <TableHeader className={head}>Reason</TableHeader>
          <TableHeader className={`${head} text-right`}>Duration</TableHeader>
          <TableHeader className={head}>Client</TableHeader>
        </tr>
      </TableHead>
      <TableBody className="block md:table-row-group">
        {rows.map((row) => (
          <LogRow key={row.id} row={row} onOpen={onOpen} />
        ))}
      </TableBody>
    </Table>
  );
}

/** A badge beside a plain "Allowed" is all there is to say. */
const saysMore = (row: Decision): boolean => row.effect === "deny" || !(row.observed || disagrees(row));

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

// A poll adds a few rows to hundreds, which then are not drawn again.
const LogRow = memo(function LogRow({ row, onOpen }: { row: Decision; onOpen: (id: string) => void }) {
  return (
    <TableRow className="relative grid grid-cols-[1fr_auto] items-center gap-x-3 gap-y-0.5 px-3 py-2.5 md:table-row">
      <TableCell className={`${cell} whitespace-nowrap`}>
        <button
          type="button"
          onClick={() => onOpen(row.id)}
          aria-label={`Details of ${row.tool ?? row.method} at ${timeInWords(row.at, new Date())}`}
          className="font-mono text-ink-muted text-xs after:absolute after:inset-0"
        >
          <time dateTime={row.at.toISOString()} title={row.at.toLocaleString("en")} suppressHydrationWarning>
            {timeInWords(row.at, new Date())}
          </time>
        </button>
      </TableCell>
      <TableCell className={cell}>
        <EffectBadge effect={row.effect} />
      </TableCell>
      <TableCell className={`${cell} break-words font-mono text-xs max-md:col-span-2 lg:min-w-48`}>
        <Breakable name={row.tool ?? row.method} />
      </TableCell>
      <TableCell className={`${cell} max-w-48 break-words md:truncate`}>{row.grantLabel}</TableCell>
      <TableCell className={`${cell} font-mono text-xs max-md:text-right`}>{row.serverSlug}</TableCell>
      <TableCell className={`${cell} text-ink-muted`}>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {saysMore(row) ? reasonInWords(row.reason) : null}
          <VerdictBadges decision={row} />
        </span>
      </TableCell>
      <TableCell className={`${cell} whitespace-nowrap text-right font-mono text-ink-muted text-xs`}>
        {durationInWords(row.durationMs)}
      </TableCell>
      <TableCell className={`${cell} max-w-40 truncate text-ink-muted text-xs max-md:hidden`}>{row.clientName ?? "–"}</TableCell>
    </TableRow>
  );
});
