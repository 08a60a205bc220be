import { ConnectPage } from "../../../../features/connect/connect-page.tsx";
import { pageQueries } from "../../../../trpc/server.tsx";

export const metadata = { title: "Connect" };

interface Props {
  params: Promise<{ organization: string }>;
  searchParams: Promise<{ grant?: string | string[]; server?: string | string[] }>;
}

export default async function Page({ params, searchParams }: Props) {
  const { organization } = await params;
  const { grant, server } = await searchParams;
  const { trpc, prefetch, Hydrate } = pageQueries(organization);
  await prefetch(trpc.grant.list.queryOptions());
  return (
    <Hydrate>
      <ConnectPage grant={typeof grant === "string" ? grant : undefined} server={typeof server === "string" ? server : undefined} />
    </Hydrate>
  );
}
