import { ReviewPage } from "../../../../../../features/pins/review-page.tsx";
import { pageQueries } from "../../../../../../trpc/server.tsx";

type PageProps = { params: Promise<{ organization: string; server: string }> };

export const generateMetadata = async ({ params }: PageProps) => ({ title: `Review tools of ${(await params).server}` });

export default async function Page({ params }: PageProps) {
  const { organization, server } = await params;
  const { trpc, subject, Hydrate } = pageQueries(organization);
  await subject(trpc.pins.review.queryOptions({ serverSlug: server }));
  return (
    <Hydrate>
      <ReviewPage serverSlug={server} />
    </Hydrate>
  );
}
