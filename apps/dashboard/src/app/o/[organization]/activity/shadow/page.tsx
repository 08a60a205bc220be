import { ShadowPage } from "../../../../../features/shadow/shadow-page.tsx";
import { pageQueries } from "../../../../../trpc/server.tsx";

export const metadata = { title: "Shadow policies" };

export default async function Page({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, prefetch, Hydrate } = pageQueries((await params).organization);
  await prefetch(trpc.inventory.shadows.queryOptions());
  return (
    <Hydrate>
      <ShadowPage />
    </Hydrate>
  );
}
