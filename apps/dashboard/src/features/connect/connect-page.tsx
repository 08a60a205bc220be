"use client";

import { useQuery } from "@tanstack/react-query";
import { Plug } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTRPC } from "../../trpc/client.tsx";
import { QueryState } from "../../trpc/query-state.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Field } from "../../ui/field.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Select } from "../../ui/select.tsx";
import { type Grant, grantState, tokenStart } from "../grants/grant.ts";
import { RegisterServerFirst } from "../policies/register-server-first.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { FirstRequest } from "./first-request.tsx";
import { RouteSetup } from "./route-setup.tsx";
import { TroubleshootingTable } from "./troubleshooting-table.tsx";

/** Turns one grant and one of its servers into working configuration for every client. Both stand in the URL. */
export function ConnectPage({ grant, server }: { grant?: string; server?: string }) {
  const { slug, may } = useOrganization();
  const trpc = useTRPC();
  const grants = useQuery(trpc.grant.list.queryOptions());
  const servers = useQuery(trpc.server.list.queryOptions());
  return (
    <>
      <PageHeader title="Connect" description="Point an MCP client at the gateway: one URL and one token, whatever the client." />
      <QueryState query={grants}>
        {(list) => {
          const usable = list.filter((candidate) => grantState(candidate, new Date()) === "active" && candidate.access.length > 0);
          const chosen = usable.find((candidate) => candidate.id === grant) ?? usable[0];
          if (!chosen && servers.data?.length === 0)
            return (
              <RegisterServerFirst>A client connects to a server through the gateway, so register a server first.</RegisterServerFirst>
            );
          return chosen ? (
            <Chosen grants={usable} grant={chosen} server={server} />
          ) : (
            <EmptyState
              icon={<Plug />}
              title="No grant to connect with"
              actions={
                may("manageGrants") ? (
                  <Button asChild variant="primary">
                    <Link href={`/o/${slug}/grants/new`}>Create grant</Link>
                  </Button>
                ) : null
              }
            >
              A client needs a grant: its token says who is calling, its policies say what is allowed.
            </EmptyState>
          );
        }}
      </QueryState>
    </>
  );
}

function Chosen({ grants, grant, server }: { grants: readonly Grant[]; grant: Grant; server: string | undefined }) {
  const { slug } = useOrganization();
  const router = useRouter();
  const access = grant.access.find((candidate) => candidate.serverSlug === server) ?? grant.access[0];
  const choose = (grantId: string, serverSlug?: string) =>
    router.replace(`/o/${slug}/connect?${new URLSearchParams({ grant: grantId, ...(serverSlug ? { server: serverSlug } : {}) })}`, {
      scroll: false,
    });
  if (!access) return null;
  return (
    <div className="grid gap-5">
      <Field
        label="Grant"
        className="max-w-md"
        hint={
          <>
            Its token starts with {tokenStart(grant)} Lost it?{" "}
            <Link href={`/o/${slug}/grants/${grant.id}`} className="text-accent-ink underline">
              Rotate it on the grant's page
            </Link>
            ; no snippet changes.
          </>
        }
      >
        <Select value={grant.id} onChange={(event) => choose(event.target.value)}>
          {grants.map((candidate) => (
            <option key={candidate.id} value={candidate.id}>
              {candidate.label}
            </option>
          ))}
        </Select>
      </Field>
      <FirstRequest key={`${grant.id}/${access.serverSlug}`} grantId={grant.id} serverSlug={access.serverSlug} />
      <RouteSetup access={access} routes={grant.access} onRoute={(serverSlug) => choose(grant.id, serverSlug)} />
      <TroubleshootingTable />
    </div>
  );
}
