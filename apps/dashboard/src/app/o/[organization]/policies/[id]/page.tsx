import { notFound } from "next/navigation";
import { PolicyPage } from "../../../../../features/policies/policy-page.tsx";
import { pageQueries } from "../../../../../trpc/server.tsx";

export const metadata = { title: "Policy" };

export default async function Page({ params }: { params: Promise<{ organization: string; id: string }> }) {
  const { organization, id } = await params;
  // What is no id names no policy; the verb would call it a wrong input.
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) notFound();
  const { trpc, prefetch, subject, Hydrate } = pageQueries(organization);
  await Promise.all([subject(trpc.policy.get.queryOptions({ id })), prefetch(trpc.policy.versions.queryOptions({ id }))]);
  return (
    <Hydrate>
      <PolicyPage id={id} />
    </Hydrate>
  );
}
