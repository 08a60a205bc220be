import { ServerSettingsPage } from "../../../../../../features/servers/settings/settings-page.tsx";
import { pageQueries } from "../../../../../../trpc/server.tsx";

type PageProps = { params: Promise<{ organization: string; server: string }> };

export const generateMetadata = async ({ params }: PageProps) => ({ title: `Settings of ${(await params).server}` });

export default async function Page({ params }: PageProps) {
  const { organization, server } = await params;
  const { trpc, subject, Hydrate } = pageQueries(organization);
  await subject(trpc.server.get.queryOptions({ slug: server }));
  return (
    <Hydrate>
      <ServerSettingsPage slug={server} />
    </Hydrate>
  );
}
