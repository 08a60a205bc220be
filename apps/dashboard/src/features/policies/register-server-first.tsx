"use client";

import { Server } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { useOrganization } from "../shell/organization-context.tsx";

/** The empty state of a page that needs a server to exist. */
export function RegisterServerFirst({ children }: { children: ReactNode }) {
  const { slug, may } = useOrganization();
  return (
    <EmptyState
      icon={<Server />}
      title="No servers yet"
      actions={
        may("manageServers") ? (
          <Button asChild variant="primary">
            <Link href={`/o/${slug}/servers/new`}>Register a server</Link>
          </Button>
        ) : null
      }
    >
      {children}
    </EmptyState>
  );
}
