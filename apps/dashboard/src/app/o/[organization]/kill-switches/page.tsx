import { Suspense } from "react";
import { KillPage } from "../../../../features/kill/kill-page.tsx";
import { pageQueries } from "../../../../trpc/server.tsx";
import { SkeletonRows } from "../../../../ui/skeleton.tsx";

export const metadata = { title: "Kill switches" };

export default async function Page({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, prefetch, Hydrate } = pageQueries((await params).organization);
  await prefetch(trpc.kill.list.queryOptions());
  return (
    <Hydrate>
      <Suspense fallback={<SkeletonRows />}>
        <KillPage />
      </Suspense>
    </Hydrate>
  );
}
