"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Server } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "../../trpc/client.tsx";
import type { Outputs } from "../../trpc/outputs.ts";
import { QueryState } from "../../trpc/query-state.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../../ui/table.tsx";
import { useOrganization } from "../shell/organization-context.tsx";

type Summary = Outputs["server"]["list"][number];

export function ServerList() {
  const { slug, may } = useOrganization();
  const servers = useQuery(useTRPC().server.list.queryOptions());
  const register = may("manageServers") ? (
    <Button asChild variant="primary">
      <Link href={`/o/${slug}/servers/new`}>
        <Plus aria-hidden />
        Register server
      </Link>
    </Button>
  ) : null;
  return (
    <>
      <PageHeader
        title="Servers"
        description="The MCP servers behind the gate. Agents reach them by their gateway URLs only."
        actions={servers.data?.length ? register : null}
      />
      <QueryState query={servers}>
        {(list) => (list.length === 0 ? <NoServers register={register} /> : <ServerTable servers={list} organization={slug} />)}
      </QueryState>
    </>
  );
}

function NoServers({ register }: { register: React.ReactNode }) {
  return (
    <EmptyState icon={<Server />} title="No servers yet" actions={register}>
      {register
        ? "Register the first one by its URL. Portcullis connects to it, lists its tools and gives you the gateway URL that agents use instead."
        : "Owners and admins register servers. Ask one of them in your organization, then come back here."}
    </EmptyState>
  );
}

function ServerTable({ servers, organization }: { servers: Summary[]; organization: string }) {
  return (
    <Table label="Servers">
      <TableHead>
        <TableRow>
          <TableHeader>Server</TableHeader>
          <TableHeader className="max-sm:hidden">Gateway URL</TableHeader>
          <TableHeader className="text-right">Tools</TableHeader>
          <TableHeader className="text-right max-md:hidden">Grants</TableHeader>
          <TableHeader className="max-lg:hidden">Tools read</TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {servers.map((server) => (
          <TableRow key={server.slug}>
            <TableCell className="sm:min-w-52">
              <div className="flex items-center gap-2">
                <Link href={`/o/${organization}/servers/${server.slug}`} className="rounded-sm font-medium hover:underline">
                  {server.name}
                </Link>
                {server.enabled ? null : <Badge tone="warn">Disabled</Badge>}
              </div>
              <div className="max-w-64 truncate text-ink-muted text-xs" title={server.url}>
                {server.url}
              </div>
            </TableCell>
            <TableCell className="max-sm:hidden">
              <div className="flex items-center gap-1">
                <code className="max-w-96 break-all font-mono text-xs">{server.gatewayUrl}</code>
                <CopyButton text={server.gatewayUrl} label={`Copy gateway URL of ${server.name}`} />
              </div>
            </TableCell>
            <TableCell className="text-right tabular-nums">{server.toolCount}</TableCell>
            <TableCell className="text-right tabular-nums max-md:hidden">{server.grantCount}</TableCell>
            <TableCell className="whitespace-nowrap text-ink-muted max-lg:hidden">
              {server.discoveredAt ? <RelativeTime at={server.discoveredAt} /> : "never"}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
