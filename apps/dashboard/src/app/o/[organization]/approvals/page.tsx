import { Suspense } from "react";
import { InboxPage } from "../../../../features/approvals/inbox/inbox-page.tsx";
import { nextPage } from "../../../../features/approvals/inbox/next-page.ts";
import { pageQueries } from "../../../../trpc/server.tsx";
import { SkeletonRows } from "../../../../ui/skeleton.tsx";

export const metadata = { title: "Approvals" };

export default async function Page({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, prefetchPages, Hydrate } = pageQueries((await params).organization);
  await prefetchPages(trpc.approvals.list.infiniteQueryOptions({ state: "pending" }, nextPage));
  return (
    <Hydrate>
      <Suspense fallback={<SkeletonRows />}>
        <InboxPage />
      </Suspense>
    </Hydrate>
  );
}
