"use client";

import type { ReactNode } from "react";
import { Badge } from "../../ui/badge.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { EditGrant } from "./edit-grant.tsx";
import { type Grant, tokenStart } from "./grant.ts";

/** When the grant was made, used and ends, and how its token begins. */
export function GrantFacts({ grant }: { grant: Grant }) {
  const { may } = useOrganization();
  return (
    <Card>
      <CardHeader title="Details" actions={may("manageGrants") && grant.revokedAt === null ? <EditGrant grant={grant} /> : null} />
      <CardBody>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 text-sm">
          <Fact name="Token starts with">
            <code className="break-all font-mono text-xs">{tokenStart(grant)}</code>
          </Fact>
          {grant.endingTokens.map(({ prefix, expiresAt }) => (
            <Fact key={prefix} name="Old token">
              <code className="break-all font-mono text-xs">{tokenStart({ tokenPrefix: prefix })}</code> works until{" "}
              <RelativeTime at={expiresAt} />
            </Fact>
          ))}
          <Fact name="Tags">
            {grant.tags.length > 0 ? (
              <span className="flex flex-wrap gap-1">
                {grant.tags.map((tag) => (
                  <Badge key={tag}>{tag}</Badge>
                ))}
              </span>
            ) : (
              "None"
            )}
          </Fact>
          <Fact name="Last used">{grant.lastUsedAt ? <RelativeTime at={grant.lastUsedAt} /> : "Never"}</Fact>
          <Fact name="Created">
            <RelativeTime at={grant.createdAt} />
          </Fact>
          {grant.ownerName ? <Fact name="Created by">{grant.ownerName}</Fact> : null}
          <Fact name="Expires">{grant.expiresAt ? <RelativeTime at={grant.expiresAt} /> : "Never"}</Fact>
          {grant.revokedAt ? (
            <Fact name="Revoked">
              <RelativeTime at={grant.revokedAt} />
            </Fact>
          ) : null}
        </dl>
      </CardBody>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
