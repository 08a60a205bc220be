import { redirect } from "next/navigation";
import { offeredProviders } from "../../auth/providers.ts";
import { currentSession } from "../../auth/session.ts";
import { EntryPage, TextLink } from "../../features/account/entry-page.tsx";
import { ProviderButtons } from "../../features/account/provider-buttons.tsx";
import { safeNext } from "../../features/account/safe-next.ts";
import { SignInForm } from "../../features/account/sign-in-form.tsx";

export const metadata = { title: "Sign in" };

type PageProps = { searchParams: Promise<{ next?: string | string[]; error?: string | string[] }> };

export default async function SignInPage({ searchParams }: PageProps) {
  const query = await searchParams;
  const next = safeNext(query.next);
  if (await currentSession()) redirect(next);
  return (
    <EntryPage
      title="Sign in"
      lead="To your organization's servers, policies and record."
      below={
        <>
          New here? <TextLink href={query.next ? `/sign-up?next=${encodeURIComponent(next)}` : "/sign-up"}>Create an account</TextLink>
          {" · "}
          <TextLink href="/forgot-password">Forgot your password?</TextLink>
        </>
      }
    >
      <ProviderButtons providers={offeredProviders()} next={next} />
      <SignInForm next={next} problem={problemOf(query.error)} />
    </EntryPage>
  );
}

/** The address is whatever a link says, so it may choose among our sentences, never bring its own. */
function problemOf(error: string | string[] | undefined): string | null {
  if (error === undefined) return null;
  if (error === "closed") return "This installation takes new members by invitation only. Ask an owner or admin for one.";
  if (error === "conflict") return "An account with this address exists already. Sign in with its password.";
  if (error === "forbidden" || error === "invalid")
    return "The provider does not vouch for your e-mail address. Verify it there, then try again.";
  return "Signing in with the provider did not work. Try again, or use your e-mail and password.";
}
