import { cookies } from "next/headers";
import { ProfilePage } from "../../../../features/profile/profile-page.tsx";
import { pageQueries } from "../../../../trpc/server.tsx";
import { parseTheme, themeCookie } from "../../../../ui/theme.ts";

export const metadata = { title: "Profile" };

export default async function Page({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, prefetch, Hydrate } = pageQueries((await params).organization);
  await prefetch(trpc.account.profile.queryOptions(), trpc.account.sessions.queryOptions());
  return (
    <Hydrate>
      <ProfilePage theme={parseTheme((await cookies()).get(themeCookie)?.value)} />
    </Hydrate>
  );
}
