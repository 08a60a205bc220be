"use client";

import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { Callout } from "../ui/callout.tsx";
import { SkeletonRows } from "../ui/skeleton.tsx";
import { describeError } from "./describe-error.ts";

interface QueryLike<Data> {
  data: Data | undefined;
  error: unknown;
  isFetching: boolean;
  refetch: () => Promise<unknown>;
}

/** The three faces of a query: on its way, failed with a way out, or its data. Data once shown stays during a later failure. */
export function QueryState<Data>({
  query,
  rows,
  children,
}: {
  query: QueryLike<Data>;
  rows?: number;
  children: (data: Data) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (!query.error) return <SkeletonRows rows={rows} />;
  return (
    <Callout
      tone="error"
      title={describeError(query.error).message}
      actions={
        <Button size="sm" loading={query.isFetching} onClick={() => void query.refetch()}>
          Try again
        </Button>
      }
    />
  );
}
