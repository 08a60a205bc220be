"use client";

import { useQuery } from "@tanstack/react-query";
import { Lightbulb } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "../../../trpc/client.tsx";
import { Button } from "../../../ui/button.tsx";
import { Card, CardHeader } from "../../../ui/card.tsx";
import { useOrganization } from "../../shell/organization-context.tsx";
import { seenText } from "../shown/pieces.ts";

/** What people have always approved could be a rule; nothing becomes one by itself. */
export function Suggestions() {
  const { slug, may } = useOrganization();
  const suggestions = useQuery(useTRPC().approvals.suggestions.queryOptions());
  // Nothing to suggest, or not read yet: then it is not spoken of.
  if (!suggestions.data || suggestions.data.length === 0) return null;
  return (
    <Card aria-label="Suggestions">
      <CardHeader title="Could be a rule" description="Always approved in the last 30 days. Fewer questions are read more carefully." />
      <ul className="divide-y">
        {suggestions.data.map(({ key, tool, serverName, grantLabel, policyId, policyName, message }) => (
          <li key={key} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
            <Lightbulb className="size-4 shrink-0 text-ink-muted" aria-hidden />
            <div className="grid min-w-0 flex-1 basis-60 gap-0.5">
              <p className="break-words text-sm">
                <code className="break-all font-medium font-mono">{seenText(tool)}</code>: {seenText(message)}
              </p>
              <p className="break-words text-ink-muted text-xs">
                {seenText(serverName)} · {seenText(grantLabel)} · policy {seenText(policyName)}
              </p>
            </div>
            {may("managePolicies") ? (
              <Button asChild size="sm">
                <Link href={`/o/${slug}/policies/${policyId}?suggestion=${encodeURIComponent(key)}`}>Open in the builder</Link>
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}
