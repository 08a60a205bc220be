import { GrantPage } from "../../../../../features/grants/grant-page.tsx";
import { pageQueries } from "../../../../../trpc/server.tsx";

export const metadata = { title: "Grant" };

export default async function Page({ params }: { params: Promise<{ organization: string; id: string }> }) {
  const { organization, id } = await params;
  const { trpc, prefetch, subject, Hydrate } = pageQueries(organization);
  await Promise.all([subject(trpc.grant.get.queryOptions({ id })), prefetch(trpc.policy.observing.queryOptions())]);
  return (
    <Hydrate>
      <GrantPage id={id} />
    </Hydrate>
  );
}
