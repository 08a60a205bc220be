import { notFound, redirect } from "next/navigation";
import { currentSession } from "../../auth/session.ts";
import { env } from "../../env.ts";
import { EntryPage, TextLink } from "../../features/account/entry-page.tsx";
import { askedPolicy } from "../../features/catalogue/apply/asked-policy.ts";
import { policyUseHref } from "../../features/catalogue/public/use-href.ts";

export const metadata = { title: "Use this policy", robots: { index: false } };

type PageProps = { searchParams: Promise<{ server?: string | string[]; tool?: string | string[] }> };

/** The way from a page of the catalogue to its policy in one's own organization: signs up or in where needed, and asks for the organization. */
export default async function UsePage({ searchParams }: PageProps) {
  const { server, tool } = await searchParams;
  const asked = await askedPolicy({ server, tool });
  if (!asked || typeof server !== "string") notFound();
  const here = policyUseHref(server, typeof tool === "string" ? tool : undefined);
  const session = await currentSession();
  if (!session) redirect(`/${env().signUp === "open" ? "sign-up" : "sign-in"}?next=${encodeURIComponent(here)}`);
  const [only, ...others] = session.organizations;
  if (!only) redirect("/o/new");
  if (others.length === 0) redirect(`/o/${only.slug}${here}`);
  return (
    <EntryPage title="Use this policy" lead={`In which organization do you want the policy for ${asked.serverName}?`}>
      <ul className="grid gap-2">
        {session.organizations.map(({ slug, name }) => (
          <li key={slug}>
            <TextLink href={`/o/${slug}${here}`}>{name}</TextLink>
          </li>
        ))}
      </ul>
    </EntryPage>
  );
}
