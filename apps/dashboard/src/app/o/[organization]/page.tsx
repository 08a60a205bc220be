import { GettingStarted } from "../../../features/overview/getting-started.tsx";
import { pageQueries } from "../../../trpc/server.tsx";

export const metadata = { title: "Overview" };

export default async function OverviewPage({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, prefetch, Hydrate } = pageQueries((await params).organization);
  await prefetch(trpc.organization.progress.queryOptions(), trpc.server.list.queryOptions());
  return (
    <Hydrate>
      <GettingStarted />
    </Hydrate>
  );
}
