"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import type { ApiKey } from "./api-keys-page.tsx";

/** The keys, newest first; those that open nothing any more are said to. */
export function ApiKeyList({ keys }: { keys: readonly ApiKey[] }) {
  return (
    <Card>
      <ul className="divide-y" aria-label="API keys">
        {keys.map((key) => (
          <ApiKeyRow key={key.id} apiKey={key} />
        ))}
      </ul>
    </Card>
  );
}

function ApiKeyRow({ apiKey }: { apiKey: ApiKey }) {
  const { id, name, prefix, scopes, createdBy, createdAt, expiresAt, lastUsedAt, revokedAt } = apiKey;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const revoke = useMutation(
    trpc.apiKey.revoke.mutationOptions({ onSuccess: () => queries.invalidateQueries(trpc.apiKey.list.queryFilter()) }),
  );
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 px-4 py-4 sm:px-5">
      <div className="grid min-w-0 flex-1 basis-64 gap-1.5">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <h2 className="min-w-0 break-words font-medium text-sm">{name}</h2>
          <StateBadge apiKey={apiKey} />
          <code className="font-mono text-ink-muted text-xs">pck_{prefix}_…</code>
        </div>
        <ul className="flex flex-wrap gap-1" aria-label={`Scopes of ${name}`}>
          {scopes.map((scope) => (
            <li key={scope}>
              <Badge tone="outline" className="font-mono">
                {scope}
              </Badge>
            </li>
          ))}
        </ul>
        <p className="text-ink-muted text-xs">
          Created by {createdBy ?? "a deleted account"} <RelativeTime at={createdAt} />
          {" · "}
          {lastUsedAt ? (
            <>
              used <RelativeTime at={lastUsedAt} />
            </>
          ) : (
            "never used"
          )}
          {expiresAt && !revokedAt ? (
            <>
              {" · "}
              {expiresAt.getTime() > Date.now() ? "ends" : "ended"} <RelativeTime at={expiresAt} />
            </>
          ) : null}
        </p>
      </div>
      {revokedAt ? null : (
        <ConfirmDialog
          trigger={
            <Button size="sm" variant="danger-quiet" aria-label={`Revoke the API key ${name}`}>
              Revoke
            </Button>
          }
          title={`Revoke the API key ${name}?`}
          description="The next request with it is refused. Nothing brings it back."
          confirmLabel="Revoke API key"
          onConfirm={() => revoke.mutateAsync({ id })}
        />
      )}
    </li>
  );
}

function StateBadge({ apiKey: { revokedAt, expiresAt, orphaned } }: { apiKey: ApiKey }) {
  if (revokedAt) return <Badge tone="deny">Revoked</Badge>;
  if (expiresAt && expiresAt.getTime() <= Date.now()) return <Badge tone="warn">Expired</Badge>;
  // It acts in the name of somebody who is no longer here.
  if (orphaned) return <Badge tone="warn">Creator has left</Badge>;
  return null;
}
