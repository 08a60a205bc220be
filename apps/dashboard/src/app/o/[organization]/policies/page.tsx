import { PolicyList } from "../../../../features/policies/policy-list.tsx";
import { pageQueries } from "../../../../trpc/server.tsx";

export const metadata = { title: "Policies" };

export default async function PoliciesPage({ params }: { params: Promise<{ organization: string }> }) {
  const { organization } = await params;
  const { trpc, prefetch, Hydrate } = pageQueries(organization);
  await prefetch(trpc.policy.list.queryOptions({}), trpc.server.list.queryOptions(), trpc.policy.observing.queryOptions());
  return (
    <Hydrate>
      <PolicyList />
    </Hydrate>
  );
}
