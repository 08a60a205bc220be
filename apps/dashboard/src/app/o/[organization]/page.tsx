import { OverviewPage as Overview } from "../../../features/overview/overview-page.tsx";
import { pageQueries } from "../../../trpc/server.tsx";

export const metadata = { title: "Overview" };

export default async function OverviewPage({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, prefetch, Hydrate } = pageQueries((await params).organization);
  await prefetch(trpc.organization.progress.queryOptions(), trpc.server.list.queryOptions(), trpc.decision.overview.queryOptions());
  return (
    <Hydrate>
      <Overview />
    </Hydrate>
  );
}
