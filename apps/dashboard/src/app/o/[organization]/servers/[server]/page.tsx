import { ServerDetail } from "../../../../../features/servers/server-detail.tsx";
import { pageQueries } from "../../../../../trpc/server.tsx";

type PageProps = { params: Promise<{ organization: string; server: string }> };

export const generateMetadata = async ({ params }: PageProps) => ({ title: (await params).server });

export default async function ServerPage({ params }: PageProps) {
  const { organization, server } = await params;
  const { trpc, subject, Hydrate } = pageQueries(organization);
  await subject(trpc.server.get.queryOptions({ slug: server }));
  return (
    <Hydrate>
      <ServerDetail slug={server} />
    </Hydrate>
  );
}
