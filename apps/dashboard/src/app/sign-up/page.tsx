import { redirect } from "next/navigation";
import { offeredProviders } from "../../auth/providers.ts";
import { currentSession } from "../../auth/session.ts";
import { env } from "../../env.ts";
import { EntryPage, TextLink } from "../../features/account/entry-page.tsx";
import { ProviderButtons } from "../../features/account/provider-buttons.tsx";
import { safeNext } from "../../features/account/safe-next.ts";
import { SignUpForm } from "../../features/account/sign-up-form.tsx";
import { Callout } from "../../ui/callout.tsx";

export const metadata = { title: "Create account" };

type PageProps = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignUpPage({ searchParams }: PageProps) {
  const asked = (await searchParams).next;
  const next = safeNext(asked);
  if (await currentSession()) redirect(next);
  const open = env().signUp === "open";
  return (
    <EntryPage
      title="Create your account"
      lead={
        next.startsWith("/use?")
          ? "You get an organization of your own. The policy you chose comes right after."
          : "You get an organization of your own and can invite others to it later."
      }
      below={
        <>
          Have an account? <TextLink href={asked ? `/sign-in?next=${encodeURIComponent(next)}` : "/sign-in"}>Sign in</TextLink>
        </>
      }
    >
      {open ? (
        <>
          <ProviderButtons providers={offeredProviders()} next={next} />
          <SignUpForm next={asked ? next : undefined} />
        </>
      ) : (
        <Callout title="This installation takes new members by invitation only">
          Ask an owner or admin of your organization to invite your e-mail address, then open the link they give you.
        </Callout>
      )}
    </EntryPage>
  );
}
