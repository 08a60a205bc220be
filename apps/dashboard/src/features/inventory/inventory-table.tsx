"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Fragment, memo, useState } from "react";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { cn } from "../../ui/class-names.ts";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../../ui/table.tsx";
import { CategoryBadge } from "../catalogue/inside/category-badge.tsx";
import { RiskBadge } from "../catalogue/inside/risk-badge.tsx";
import { StopButton } from "../kill/stop-button.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { type Holder, isCallable, type ToolRow, tallyOf } from "./rows.ts";
import { StateBadge, stateLooks } from "./state-badge.tsx";

const pageRows = 100;
const cell = "block p-0 md:table-cell md:px-3 md:py-2";

/** A row for each tool; opened, one for each grant that reaches it. */
export function InventoryTable({ rows }: { rows: readonly ToolRow[] }) {
  const [shown, setShown] = useState(pageRows);
  const [open, setOpen] = useState<string | null>(null);
  return (
    <div className="grid gap-3">
      <Table label="Tools and who can call them" className="block md:table">
        <TableHead className="hidden md:table-header-group">
          <tr>
            <TableHeader className="px-3">Tool</TableHeader>
            <TableHeader className="px-3">Server</TableHeader>
            <TableHeader className="px-3">Category</TableHeader>
            <TableHeader className="px-3">Risk</TableHeader>
            <TableHeader className="px-3">Grants</TableHeader>
          </tr>
        </TableHead>
        <TableBody className="block md:table-row-group">
          {rows.slice(0, shown).map((row) => (
            <ToolLine key={row.key} row={row} open={open === row.key} onToggle={setOpen} />
          ))}
        </TableBody>
      </Table>
      {rows.length > shown ? (
        <div className="flex justify-center">
          <Button onClick={() => setShown(shown + 5 * pageRows)}>
            Show more ({(rows.length - shown).toLocaleString("en")} {rows.length - shown === 1 ? "tool is" : "tools are"} left)
          </Button>
        </div>
      ) : null}
    </div>
  );
}

interface ToolLineProps {
  row: ToolRow;
  open: boolean;
  onToggle: (key: string | null) => void;
}

const ToolLine = memo(function ToolLine({ row, open, onToggle }: ToolLineProps) {
  const { holders } = row;
  return (
    <>
      <TableRow className="grid grid-cols-[1fr_auto] items-center gap-x-3 gap-y-1 px-3 py-2.5 md:table-row">
        <TableCell className={`${cell} max-md:col-span-2`}>
          <button
            type="button"
            aria-expanded={open}
            onClick={() => onToggle(open ? null : row.key)}
            className="inline-flex min-w-0 items-center gap-1.5 rounded-sm text-left font-mono text-xs"
          >
            <ChevronRight className={cn("size-3.5 shrink-0 text-ink-muted transition-transform", open && "rotate-90")} aria-hidden />
            <span className="break-all">{row.name}</span>
          </button>
        </TableCell>
        <TableCell className={cell}>
          {row.serverName} {row.serverEnabled ? null : <Badge tone="deny">Disabled</Badge>}
        </TableCell>
        <TableCell className={cell}>
          <CategoryBadge category={row.category} />
        </TableCell>
        <TableCell className={cell}>
          <RiskBadge risk={row.risk} />
        </TableCell>
        <TableCell className={`${cell} max-md:col-span-2`}>
          <Holders holders={holders} />
        </TableCell>
      </TableRow>
      {open ? (
        <tr className="block bg-sunken/60 md:table-row">
          <td colSpan={5} className="block px-3 py-2 md:table-cell md:pl-9">
            <HolderList row={row} />
            <div className="mt-2 empty:hidden">
              <StopButton size="sm" target={{ scope: "tool", serverSlug: row.serverSlug, serverName: row.serverName, tool: row.name }} />
            </div>
          </td>
        </tr>
      ) : null}
    </>
  );
});

const namesMax = 3;

/** How many may, and who: the names while they are few. */
function Holders({ holders }: { holders: readonly Holder[] }) {
  if (holders.length === 0) return <span className="text-ink-muted text-xs">No grant reaches this server</span>;
  const tally = tallyOf(holders);
  const callers = holders.filter(isCallable);
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {Object.keys(stateLooks).map((state) => {
        const count = tally[state as keyof typeof tally];
        return count ? <StateBadge key={state} state={state as keyof typeof stateLooks} count={count} /> : null;
      })}
      {holders.some(({ observing }) => observing) ? <Badge tone="warn">Observing</Badge> : null}
      <span className="text-ink-muted text-xs">
        {callers.length > 0 ? "Can call it: " : ""}
        {callers
          .slice(0, namesMax)
          .map(({ label }) => label)
          .join(", ")}
        {callers.length > namesMax ? ` and ${callers.length - namesMax} more` : ""}
      </span>
    </span>
  );
}

function HolderList({ row }: { row: ToolRow }) {
  const { slug } = useOrganization();
  if (row.holders.length === 0) return <p className="text-ink-muted text-sm">No grant reaches {row.serverName}.</p>;
  const link = "text-accent-ink underline";
  return (
    <ul className="grid gap-1.5 text-sm" aria-label={`Grants that reach ${row.name}`}>
      {row.holders.map(({ grantId, label, state, policyId, policyName, rule, approvers, observing }) => (
        <li key={grantId} className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link href={`/o/${slug}/grants/${grantId}`} className={link}>
            {label}
          </Link>
          <StateBadge state={state} />
          {approvers ? (
            <span className="text-ink-muted text-xs">
              {state === "approval" ? "held" : "some calls held"} for {approvers}
            </span>
          ) : null}
          {observing ? <Badge tone="warn">Observing: not blocked</Badge> : null}
          <span className="text-ink-muted text-xs">
            {policyId && policyName ? (
              <Fragment>
                by{" "}
                <Link href={`/o/${slug}/policies/${policyId}`} className={link}>
                  {policyName}
                </Link>{" "}
                <code className="font-mono">{rule}</code>
              </Fragment>
            ) : (
              "no published policy: every call is denied"
            )}
          </span>
          <Link
            href={`/o/${slug}/activity?grant=${grantId}&server=${row.serverSlug}&tool=${encodeURIComponent(row.name)}`}
            className={`${link} text-xs`}
          >
            Calls
          </Link>
        </li>
      ))}
    </ul>
  );
}
