"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, Info, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "../../trpc/client.tsx";
import type { Outputs } from "../../trpc/outputs.ts";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { noticesOf } from "./notices.ts";

/** What waits for somebody: held calls, policies that block nothing, grants that end, drafts, shadows. */
export function Attention({ overview }: { overview: Outputs["decision"]["overview"] }) {
  const { slug, may } = useOrganization();
  const held = useQuery({ ...useTRPC().approvals.count.queryOptions(), enabled: may("decideApprovals") });
  const notices = noticesOf(overview, new Date(), held.data?.mine);
  return (
    <Card>
      <CardHeader title="Needs attention" description="Approvals, policies, grants and drafts" />
      {notices.length === 0 ? (
        <CardBody className="flex items-center gap-2 text-ink-muted text-sm">
          <CircleCheck className="size-4 text-ok" aria-hidden /> Nothing is pending.
        </CardBody>
      ) : (
        <ul className="divide-y">
          {notices.map(({ key, tone, title, detail, path }) => (
            <li key={key} className="flex gap-2.5 px-4 py-2.5 sm:px-5">
              {tone === "warn" ? (
                <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
              ) : (
                <Info className="mt-0.5 size-4 shrink-0 text-ink-muted" aria-hidden />
              )}
              <span className="min-w-0">
                <Link href={`/o/${slug}${path}`} className="break-words font-medium text-sm hover:underline">
                  {title}
                </Link>
                <span className="block text-ink-muted text-xs">{detail}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
