"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { Card, CardHeader } from "../../ui/card.tsx";
import { LimitRow } from "./limit-row.tsx";

/** How far the limits of a grant or of a server are used up, counted again every few seconds; nothing at all without limits. */
export function LimitsCard({ of }: { of: { grantId: string } | { serverSlug: string } }) {
  const { data } = useQuery({ ...useTRPC().limit.list.queryOptions(of), refetchInterval: 5_000 });
  if (!data?.length) return null;
  return (
    <Card>
      <CardHeader title="Limits" description="Used of what policies allow, at this moment." />
      <ul className="divide-y" aria-label="Limits">
        {data.map((limit) => (
          <LimitRow key={limit.key} limit={limit} />
        ))}
      </ul>
    </Card>
  );
}
