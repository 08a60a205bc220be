import { LimitsPage } from "../../../../features/limits/limits-page.tsx";
import { pageQueries } from "../../../../trpc/server.tsx";

export const metadata = { title: "Limits" };

export default async function Page({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, prefetch, Hydrate } = pageQueries((await params).organization);
  await prefetch(trpc.limit.list.queryOptions({}));
  return (
    <Hydrate>
      <LimitsPage />
    </Hydrate>
  );
}
