import { PolicyPage } from "../../../../../features/policies/policy-page.tsx";
import { pageQueries } from "../../../../../trpc/server.tsx";

export const metadata = { title: "Policy" };

export default async function Page({ params }: { params: Promise<{ organization: string; id: string }> }) {
  const { organization, id } = await params;
  const { trpc, prefetch, subject, Hydrate } = pageQueries(organization);
  await Promise.all([subject(trpc.policy.get.queryOptions({ id })), prefetch(trpc.policy.versions.queryOptions({ id }))]);
  return (
    <Hydrate>
      <PolicyPage id={id} />
    </Hydrate>
  );
}
