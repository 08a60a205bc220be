import { type Capability, capabilities, may, type Role } from "@portcullis/control-plane";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { currentCsrfToken } from "../../../auth/csrf.ts";
import { requireMembership } from "../../../auth/membership.ts";
import { FreshLoginDialog } from "../../../features/account/fresh-login-dialog.tsx";
import { ApprovalNews } from "../../../features/approvals/news/approval-news.tsx";
import { KillBanner } from "../../../features/kill/kill-banner.tsx";
import { OrganizationProvider } from "../../../features/shell/organization-context.tsx";
import { Shell } from "../../../features/shell/shell.tsx";
import { TrpcProvider } from "../../../trpc/client.tsx";
import { pageQueries } from "../../../trpc/server.tsx";
import { parseTheme, themeCookie } from "../../../ui/theme.ts";

type LayoutProps = { params: Promise<{ organization: string }>; children: ReactNode };

export default async function OrganizationLayout({ params, children }: LayoutProps) {
  const { organization: slug } = await params;
  const { session, organization } = await requireMembership(slug);
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  const { name, role } = organization;
  // What is stopped is on every page, from its first paint, and what waits for this person.
  const { trpc, prefetch, Hydrate } = pageQueries(slug);
  const decides = may(role, "decideApprovals");
  await prefetch(trpc.kill.list.queryOptions(), ...(decides ? [trpc.approvals.count.queryOptions()] : []));
  return (
    <TrpcProvider key={slug} organization={slug} csrfToken={await currentCsrfToken()}>
      <OrganizationProvider value={{ slug, name, role, capabilities: capabilitiesOf(role) }}>
        <Hydrate>
          <Shell
            organizations={session.organizations.map((choice) => ({ slug: choice.slug, name: choice.name }))}
            user={{ name: session.user.name, email: session.user.email }}
            theme={theme}
          >
            <KillBanner />
            {children}
          </Shell>
        </Hydrate>
        <ApprovalNews />
        <FreshLoginDialog />
      </OrganizationProvider>
    </TrpcProvider>
  );
}

const capabilitiesOf = (role: Role) => (Object.keys(capabilities) as Capability[]).filter((capability) => may(role, capability));
