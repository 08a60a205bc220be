import { SettingsPage } from "../../../../features/organization/settings-page.tsx";
import { pageQueries } from "../../../../trpc/server.tsx";

export const metadata = { title: "Settings" };

export default async function Page({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, prefetch, Hydrate } = pageQueries((await params).organization);
  await Promise.all([prefetch(trpc.organization.get.queryOptions()), prefetch(trpc.organization.record.queryOptions())]);
  return (
    <Hydrate>
      <SettingsPage />
    </Hydrate>
  );
}
