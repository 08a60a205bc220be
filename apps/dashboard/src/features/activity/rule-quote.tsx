"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { valueAt } from "../policies/json-pointer.ts";

/** The rule that decided, as it stands in the version that was live then. */
export function RuleQuote({ policyId, version, rule }: { policyId: string; version: number; rule: string }) {
  const versions = useQuery(useTRPC().policy.versions.queryOptions({ id: policyId, before: version + 1, limit: 1 }));
  if (versions.isLoading) return <Skeleton className="h-12" />;
  const found = versions.data?.[0];
  const quoted = found?.version === version ? quote(found.document, rule) : undefined;
  if (quoted === undefined)
    return <p className="text-ink-muted text-xs">The policy is no longer there, or its text has nothing at {rule}.</p>;
  return <CodeBlock code={quoted} caption={`${rule} in version ${version}`} copyLabel="Copy rule" wrap />;
}

/** The value at a pointer, with the name that it stands under; long ones are cut. */
function quote(document: string, rule: string): string | undefined {
  try {
    const value = valueAt(JSON.parse(document), rule);
    if (value === undefined) return undefined;
    const text = JSON.stringify(value, null, 2);
    return text.length > quoteMax ? `${text.slice(0, quoteMax)}\n…` : text;
  } catch {
    return undefined;
  }
}

const quoteMax = 1_500;
