"use client";

import Link from "next/link";
import { cn } from "../../ui/class-names.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { type LimitUse, limitWords, placeWords, shareOf, worstCaseWords } from "./limit-words.ts";
import { ResetLimit } from "./reset-limit.tsx";

/** One limit: how much of it is used, when there is room again, and how exact it is. */
export function LimitRow({ limit }: { limit: LimitUse }) {
  const { slug, may } = useOrganization();
  const share = shareOf(limit);
  const { title, detail } = limitWords(limit);
  const place = placeWords(limit);
  return (
    <li className="grid gap-1.5 px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <p className="min-w-0 break-words font-medium text-sm">
          {title} <span className="font-normal text-ink-muted">{place}</span>
        </p>
        <p className="text-sm tabular-nums">
          {limit.used} of {limit.max}
        </p>
      </div>
      <meter min={0} max={100} value={share} aria-label={`${title} ${place}`} className="sr-only">
        {share}%
      </meter>
      <div className="h-1.5 overflow-hidden rounded-full bg-sunken" aria-hidden>
        <div
          className={cn("h-full rounded-full", share >= 100 ? "bg-deny" : share >= 80 ? "bg-warn" : "bg-accent")}
          style={{ width: `${share}%` }}
        />
      </div>
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-1.5">
        <p className="min-w-0 flex-1 basis-60 break-words text-ink-muted text-xs">
          {detail}
          {limit.scope !== "grant" && limit.grants > 1 ? ` (${limit.grants} grants)` : ""}
          {limit.resetsAt ? (
            <>
              {" "}
              · {limit.rolling ? "room again" : "starts again"} <RelativeTime at={limit.resetsAt} />
            </>
          ) : null}{" "}
          · {worstCaseWords(limit)}{" "}
          <Link href={`/o/${slug}/policies/${limit.policyId}`} className="text-accent-ink underline underline-offset-2">
            Policy {limit.policyName}
          </Link>
        </p>
        {may("manageServers") && Number(limit.used) > 0 ? <ResetLimit limit={limit} /> : null}
      </div>
    </li>
  );
}
