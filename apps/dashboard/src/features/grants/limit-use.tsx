"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../../trpc/client.tsx";
import type { Outputs } from "../../trpc/outputs.ts";
import { Card, CardHeader } from "../../ui/card.tsx";
import { cn } from "../../ui/class-names.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { limitWords, shareOf } from "./limit-words.ts";

export type LimitUse = Outputs["grant"]["limits"][number];

/** How far the limits of a grant are used up, counted again every few seconds; nothing at all without limits. */
export function LimitUseCard({ grantId }: { grantId: string }) {
  const { data } = useQuery({ ...useTRPC().grant.limits.queryOptions({ id: grantId }), refetchInterval: 5_000 });
  if (!data?.length) return null;
  return (
    <Card>
      <CardHeader title="Limits" description="Used of what its policies allow, at this moment." />
      <ul className="divide-y" aria-label="Limits">
        {data.map((limit) => (
          <LimitRow key={`${limit.serverSlug} ${limit.rule}`} limit={limit} />
        ))}
      </ul>
    </Card>
  );
}

function LimitRow({ limit }: { limit: LimitUse }) {
  const { slug } = useOrganization();
  const share = shareOf(limit);
  const { title, detail } = limitWords(limit);
  return (
    <li className="grid gap-1.5 px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <p className="min-w-0 break-words font-medium text-sm">
          {title} <span className="font-normal text-ink-muted">on {limit.serverName}</span>
        </p>
        <p className="text-sm tabular-nums">
          {limit.used} of {limit.max}
        </p>
      </div>
      <meter min={0} max={100} value={share} aria-label={`${title} on ${limit.serverName}`} className="sr-only">
        {share}%
      </meter>
      <div className="h-1.5 overflow-hidden rounded-full bg-sunken" aria-hidden>
        <div
          className={cn("h-full rounded-full", share >= 100 ? "bg-deny" : share >= 80 ? "bg-warn" : "bg-accent")}
          style={{ width: `${share}%` }}
        />
      </div>
      <p className="break-words text-ink-muted text-xs">
        {detail}
        {limit.resetsAt ? (
          <>
            {" "}
            · {limit.rolling ? "room again" : "starts again"} <RelativeTime at={limit.resetsAt} />
          </>
        ) : null}{" "}
        ·{" "}
        <Link href={`/o/${slug}/policies/${limit.policyId}`} className="text-accent-ink underline underline-offset-2">
          Policy
        </Link>
      </p>
    </li>
  );
}
