"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Badge, type BadgeTone } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { cn } from "../../ui/class-names.ts";
import { reasonInWords, timeInWords } from "../activity/words.ts";
import { useOrganization } from "../shell/organization-context.tsx";
import type { Impact } from "./impact-summary.tsx";

type Group = Impact["replay"]["groups"][number];

const looks: Record<Group["change"], { label: string; tone: BadgeTone }> = {
  refused: { label: "Would be refused", tone: "deny" },
  held: { label: "Would be held for approval", tone: "accent" },
  allowed: { label: "Would pass", tone: "ok" },
  unknown: { label: "Cannot be told", tone: "neutral" },
};
const firstMax = 10;

/** Calls that would be decided otherwise, by tool and rule; opened, the newest of them with links to the log. */
export function ReplayGroups({ groups }: { groups: readonly Group[] }) {
  const [all, setAll] = useState(false);
  if (groups.length === 0) return null;
  return (
    <>
      <ul className="divide-y rounded-md border bg-surface">
        {groups.slice(0, all ? undefined : firstMax).map((group) => (
          <GroupRow key={`${group.tool} ${group.change} ${group.rule} ${group.reason}`} group={group} />
        ))}
      </ul>
      {groups.length > firstMax ? (
        <Button size="sm" variant="ghost" className="justify-self-start" onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show all ${groups.length}`}
        </Button>
      ) : null}
    </>
  );
}

function GroupRow({ group }: { group: Group }) {
  const { slug } = useOrganization();
  const [open, setOpen] = useState(false);
  const { label, tone } = looks[group.change];
  return (
    <li className="px-3 py-1.5">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full flex-wrap items-center gap-x-2 gap-y-1 rounded-sm text-left"
      >
        <ChevronRight className={cn("size-3.5 shrink-0 text-ink-muted transition-transform", open && "rotate-90")} aria-hidden />
        <code className="min-w-0 break-all font-mono text-xs">{group.tool}</code>
        <Badge tone={tone}>
          {label}: {group.count.toLocaleString("en")}
        </Badge>
        <span className="text-ink-muted text-xs">
          {group.approvers ? `by ${group.approvers}` : reasonInWords(group.reason)}{" "}
          {group.rule ? <code className="break-all font-mono">{group.rule}</code> : null}
        </span>
      </button>
      {open ? (
        <ul className="grid gap-1 py-1.5 pl-5.5 text-xs" aria-label="The newest of these calls">
          {group.examples.map(({ id, at, grantLabel, reason, argumentNames }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-2">
              <Link href={`/o/${slug}/activity?decision=${id}`} className="text-accent-ink underline underline-offset-2">
                {timeInWords(at, new Date())}
              </Link>
              <span>{grantLabel}</span>
              <span className="text-ink-muted">
                then: {reasonInWords(reason).toLowerCase()}
                {argumentNames.length > 0 ? `, with ${argumentNames.join(", ")}` : ", without arguments"}
              </span>
            </li>
          ))}
          {group.count > group.examples.length ? (
            <li className="text-ink-muted">and {group.count - group.examples.length} older ones</li>
          ) : null}
        </ul>
      ) : null}
    </li>
  );
}
