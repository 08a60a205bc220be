"use client";

import { Activity } from "lucide-react";
import Link from "next/link";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { useOrganization } from "../shell/organization-context.tsx";

export interface NoActivityProps {
  filtered: boolean;
  /** Is the protocol's own traffic left out? */
  callsOnly: boolean;
  onClear: () => void;
  onAll: () => void;
}

/** What the log shows before there is anything in it, or when the filters leave nothing. */
export function NoActivity({ filtered, callsOnly, onClear, onAll }: NoActivityProps) {
  const { slug } = useOrganization();
  if (filtered)
    return (
      <EmptyState icon={<Activity />} title="No call matches" actions={<Button onClick={onClear}>Clear filters</Button>}>
        Search finds parts of names. Matching calls appear here by themselves as they happen.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={<Activity />}
      title="No calls yet"
      actions={
        <>
          {callsOnly ? <Button onClick={onAll}>Show protocol traffic</Button> : null}
          <Button asChild variant="primary">
            <Link href={`/o/${slug}/connect`}>Connect a client</Link>
          </Button>
        </>
      }
    >
      Connect an MCP client with a grant and ask it to call a tool. The call appears here within a second, whether it was allowed or not.
    </EmptyState>
  );
}
