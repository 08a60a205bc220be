import { CreatePolicy } from "../../../../../features/policies/create-policy.tsx";
import { pageQueries } from "../../../../../trpc/server.tsx";

export const metadata = { title: "Create policy" };

interface Props {
  params: Promise<{ organization: string }>;
  searchParams: Promise<{ server?: string | string[] }>;
}

/** `?server=<slug>` chooses the server. */
export default async function NewPolicyPage({ params, searchParams }: Props) {
  const { organization } = await params;
  const { server } = await searchParams;
  const { trpc, prefetch, Hydrate } = pageQueries(organization);
  await prefetch(trpc.server.list.queryOptions());
  return (
    <Hydrate>
      <CreatePolicy server={typeof server === "string" ? server : undefined} />
    </Hydrate>
  );
}
