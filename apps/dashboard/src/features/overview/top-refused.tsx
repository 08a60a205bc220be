"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../../trpc/client.tsx";
import type { Outputs } from "../../trpc/outputs.ts";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { writeFilters } from "../activity/filters.ts";
import { reasonInWords } from "../activity/words.ts";
import { useOrganization } from "../shell/organization-context.tsx";

/** The tools that agents asked for most in vain. */
export function TopRefused({ tools }: { tools: Outputs["decision"]["overview"]["topRefused"] }) {
  const { slug } = useOrganization();
  const servers = useQuery(useTRPC().server.list.queryOptions());
  const nameOf = (wanted: string) => servers.data?.find((server) => server.slug === wanted)?.name ?? wanted;
  return (
    <Card>
      <CardHeader title="Refused most" description="Tools, in the last 24 hours" />
      {tools.length === 0 ? (
        <CardBody className="text-ink-muted text-sm">Nothing was refused.</CardBody>
      ) : (
        <ol className="divide-y">
          {tools.map(({ tool, serverSlug, reason, count }) => (
            <li key={`${serverSlug}/${tool}`} className="flex items-baseline justify-between gap-4 px-4 py-2.5 sm:px-5">
              <span className="min-w-0">
                <Link
                  href={`/o/${slug}/activity?${writeFilters({ effect: "deny", server: serverSlug, tool, range: "24h" })}`}
                  className="break-all font-mono text-accent-ink text-xs hover:underline"
                >
                  {tool}
                </Link>
                <span className="block text-ink-muted text-xs">
                  {nameOf(serverSlug)}: {reasonInWords(reason).toLowerCase()}
                </span>
              </span>
              <span className="font-semibold text-sm tabular-nums">{count.toLocaleString("en")}</span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
