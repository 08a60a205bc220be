import { notFound } from "next/navigation";
import { requireMembership } from "../../../../auth/membership.ts";
import { env } from "../../../../env.ts";
import { ApplyPolicy } from "../../../../features/catalogue/apply/apply-policy.tsx";
import { askedPolicy } from "../../../../features/catalogue/apply/asked-policy.ts";
import { pageQueries } from "../../../../trpc/server.tsx";

export const metadata = { title: "Use this policy" };

type PageProps = {
  params: Promise<{ organization: string }>;
  searchParams: Promise<{ server?: string | string[]; tool?: string | string[] }>;
};

export default async function UseHerePage({ params, searchParams }: PageProps) {
  const { organization } = await params;
  await requireMembership(organization);
  const asked = await askedPolicy(await searchParams);
  if (!asked) notFound();
  const { trpc, prefetch, Hydrate } = pageQueries(organization);
  await prefetch(trpc.server.list.queryOptions());
  return (
    <Hydrate>
      <ApplyPolicy asked={asked} sampleUrl={asked.isSample ? env().sampleUrl : undefined} />
    </Hydrate>
  );
}
