import { ActivityPage } from "../../../../features/activity/activity-page.tsx";
import { asInput, readFilters } from "../../../../features/activity/filters.ts";
import { pageSize } from "../../../../features/activity/merge.ts";
import { pageQueries } from "../../../../trpc/server.tsx";

export const metadata = { title: "Activity" };

interface Props {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Page({ params, searchParams }: Props) {
  const { organization } = await params;
  const query = await searchParams;
  const filters = readFilters({ get: (name) => (typeof query[name] === "string" ? query[name] : null) });
  const { trpc, prefetch, Hydrate } = pageQueries(organization);
  await prefetch(
    trpc.decision.search.queryOptions({ ...asInput(filters, new Date()), limit: pageSize }),
    trpc.grant.list.queryOptions(),
    trpc.server.list.queryOptions(),
    trpc.decision.views.queryOptions(),
    trpc.policy.list.queryOptions({}),
  );
  return (
    <Hydrate>
      <ActivityPage />
    </Hydrate>
  );
}
