"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../../trpc/client.tsx";
import { CopyLine } from "../../ui/code-block.tsx";
import { useOrganization } from "../shell/organization-context.tsx";

/** The gateway URLs, where a person looks for them first. */
export function ServerSummaries() {
  const { slug } = useOrganization();
  const servers = useQuery(useTRPC().server.list.queryOptions());
  if (!servers.data?.length) return null;
  return (
    <section className="mt-8" aria-labelledby="gateway-urls">
      <h2 id="gateway-urls" className="mb-1 font-semibold text-[0.9375rem]">
        Gateway URLs
      </h2>
      <p className="mb-3 text-ink-muted text-sm">What agents connect to, in place of the servers themselves.</p>
      <ul className="grid gap-3 lg:grid-cols-2">
        {servers.data.map((server) => (
          <li key={server.slug} className="grid min-w-0 gap-2 rounded-lg border bg-surface p-4 shadow-card">
            <div className="flex items-baseline justify-between gap-3">
              <Link href={`/o/${slug}/servers/${server.slug}`} className="min-w-0 truncate rounded-sm font-medium hover:underline">
                {server.name}
              </Link>
              <span className="shrink-0 text-ink-muted text-xs tabular-nums">{server.toolCount} tools</span>
            </div>
            <CopyLine text={server.gatewayUrl} label={`Copy gateway URL of ${server.name}`} />
          </li>
        ))}
      </ul>
    </section>
  );
}
