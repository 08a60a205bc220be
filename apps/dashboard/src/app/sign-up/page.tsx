import { redirect } from "next/navigation";
import { offeredProviders } from "../../auth/providers.ts";
import { currentSession } from "../../auth/session.ts";
import { env } from "../../env.ts";
import { EntryPage, TextLink } from "../../features/account/entry-page.tsx";
import { ProviderButtons } from "../../features/account/provider-buttons.tsx";
import { SignUpForm } from "../../features/account/sign-up-form.tsx";
import { Callout } from "../../ui/callout.tsx";

export const metadata = { title: "Create account" };

export default async function SignUpPage() {
  if (await currentSession()) redirect("/o");
  const open = env().signUp === "open";
  return (
    <EntryPage
      title="Create your account"
      lead="You get an organization of your own and can invite others to it later."
      below={
        <>
          Have an account? <TextLink href="/sign-in">Sign in</TextLink>
        </>
      }
    >
      {open ? (
        <>
          <ProviderButtons providers={offeredProviders()} next="/o" />
          <SignUpForm />
        </>
      ) : (
        <Callout title="This installation takes new members by invitation only">
          Ask an owner or admin of your organization to invite your e-mail address, then open the link they give you.
        </Callout>
      )}
    </EntryPage>
  );
}
