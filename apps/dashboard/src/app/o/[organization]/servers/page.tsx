import { ServerList } from "../../../../features/servers/server-list.tsx";
import { pageQueries } from "../../../../trpc/server.tsx";

export const metadata = { title: "Servers" };

export default async function ServersPage({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, prefetch, Hydrate } = pageQueries((await params).organization);
  await prefetch(trpc.server.list.queryOptions());
  return (
    <Hydrate>
      <ServerList />
    </Hydrate>
  );
}
