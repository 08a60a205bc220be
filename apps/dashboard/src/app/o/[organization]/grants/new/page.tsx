import { CreateGrant } from "../../../../../features/grants/create-grant.tsx";
import { pageQueries } from "../../../../../trpc/server.tsx";

export const metadata = { title: "Create grant" };

interface Props {
  params: Promise<{ organization: string }>;
  searchParams: Promise<{ server?: string | string[] }>;
}

/** `?server=<slug>` ticks the server. */
export default async function NewGrantPage({ params, searchParams }: Props) {
  const { organization } = await params;
  const { server } = await searchParams;
  const { trpc, prefetch, Hydrate } = pageQueries(organization);
  await prefetch(trpc.server.list.queryOptions(), trpc.policy.list.queryOptions({}));
  return (
    <Hydrate>
      <CreateGrant server={typeof server === "string" ? server : undefined} />
    </Hydrate>
  );
}
