"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Webhook } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import type { Outputs } from "../../trpc/outputs.ts";
import { QueryState } from "../../trpc/query-state.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader, UpLink } from "../../ui/page-header.tsx";
import { Allowed } from "../shell/not-allowed.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { ApiKeyList } from "./api-key-list.tsx";
import { CreateApiKey } from "./create-api-key.tsx";

export type ApiKey = Outputs["apiKey"]["list"][number];

/** The keys with which machines reach the management API. */
export function ApiKeysPage() {
  const { slug, may } = useOrganization();
  return (
    <div className="mx-auto max-w-4xl">
      <PageHeader
        above={<UpLink href={`/o/${slug}/settings`}>Settings</UpLink>}
        title="API keys"
        description="For scripts and pipelines that manage this organization. Agents use grants instead."
        actions={may("administer") ? <CreateKey /> : null}
      />
      <Allowed to="administer" action="manages API keys">
        <Keys />
      </Allowed>
    </div>
  );
}

function Keys() {
  const keys = useQuery(useTRPC().apiKey.list.queryOptions());
  return (
    <QueryState query={keys}>
      {(list) =>
        list.length === 0 ? (
          <EmptyState icon={<Webhook />} title="No API key yet" actions={<CreateKey />}>
            With a key, <code className="font-mono text-xs">portcullis push</code> and your own scripts keep servers, policies and grants in
            step with a repository, and read the record. A key has the scopes that you choose, and never more than your role.
          </EmptyState>
        ) : (
          <>
            <ApiKeyList keys={list} />
            <p className="mt-4 text-ink-muted text-sm">
              The API is described by{" "}
              <a className="text-accent-ink underline underline-offset-2" href="/api/v1/openapi.json">
                its OpenAPI document
              </a>
              . Requests carry <code className="font-mono text-xs">Authorization: Bearer pck_…</code>
            </p>
          </>
        )
      }
    </QueryState>
  );
}

function CreateKey() {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title="Create API key"
      description="It acts in your name, in the role that you have at that moment. Machines never vote on approvals."
      className="max-w-xl"
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          Create API key
        </Button>
      }
    >
      <CreateApiKey onDone={() => setOpen(false)} />
    </Dialog>
  );
}
