import { Members } from "../../../../features/members/members.tsx";
import { pageQueries } from "../../../../trpc/server.tsx";

export const metadata = { title: "Members" };

export default async function MembersPage({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, prefetch, Hydrate } = pageQueries((await params).organization);
  await prefetch(trpc.member.list.queryOptions(), trpc.member.invitations.queryOptions());
  return (
    <Hydrate>
      <Members />
    </Hydrate>
  );
}
