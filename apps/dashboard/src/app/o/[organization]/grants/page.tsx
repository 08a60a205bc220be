import { GrantList } from "../../../../features/grants/grant-list.tsx";
import { pageQueries } from "../../../../trpc/server.tsx";

export const metadata = { title: "Grants" };

export default async function GrantsPage({ params }: { params: Promise<{ organization: string }> }) {
  const { organization } = await params;
  const { trpc, prefetch, Hydrate } = pageQueries(organization);
  await prefetch(trpc.grant.list.queryOptions(), trpc.server.list.queryOptions(), trpc.policy.observing.queryOptions());
  return (
    <Hydrate>
      <GrantList />
    </Hydrate>
  );
}
