import { ApprovalPage } from "../../../../../features/approvals/approval-page.tsx";
import { pageQueries } from "../../../../../trpc/server.tsx";

export const metadata = { title: "Approval" };

type PageProps = { params: Promise<{ organization: string; id: string }>; searchParams: Promise<{ decide?: string | string[] }> };

/** Only shows: whatever the address says, deciding takes a person's click and the session's token. */
export default async function Page({ params, searchParams }: PageProps) {
  const { organization, id } = await params;
  const { decide } = await searchParams;
  const { trpc, subject, Hydrate } = pageQueries(organization);
  await subject(trpc.approvals.get.queryOptions({ id }));
  return (
    <Hydrate>
      <ApprovalPage id={id} asks={decide === "approve" || decide === "refuse" ? decide : null} />
    </Hydrate>
  );
}
