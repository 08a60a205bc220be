"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../../trpc/client.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { useOrganization } from "../shell/organization-context.tsx";

/** Says on a server's page that tools wait for somebody; nothing while none does. */
export function ReviewBanner({ serverSlug }: { serverSlug: string }) {
  const { slug } = useOrganization();
  const { data } = useQuery(useTRPC().pins.count.queryOptions());
  const waiting = data?.servers.find((server) => server.slug === serverSlug)?.waiting ?? 0;
  if (waiting === 0) return null;
  return (
    <Callout
      tone="warn"
      className="mb-5"
      title={waiting === 1 ? "One tool waits to be accepted" : `${waiting} tools wait to be accepted`}
      actions={
        <Button asChild size="sm">
          <Link href={`/o/${slug}/servers/${serverSlug}/review`}>Review</Link>
        </Button>
      }
    >
      New and changed definitions are kept from agents until somebody has accepted them.
    </Callout>
  );
}
