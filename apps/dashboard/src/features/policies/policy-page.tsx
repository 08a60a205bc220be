"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { QueryState } from "../../trpc/query-state.tsx";
import { PolicyWorkbench } from "./policy-workbench.tsx";

/** One policy: its document, what it means for each tool, and its versions. */
export function PolicyPage({ id }: { id: string }) {
  const policy = useQuery({ ...useTRPC().policy.get.queryOptions({ id }), refetchOnWindowFocus: false });
  return (
    <QueryState query={policy} rows={10}>
      {(data) => <PolicyWorkbench key={data.id} policy={data} />}
    </QueryState>
  );
}
