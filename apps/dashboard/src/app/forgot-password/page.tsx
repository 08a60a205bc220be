import { env } from "../../env.ts";
import { EntryPage, TextLink } from "../../features/account/entry-page.tsx";
import { ForgotPasswordForm } from "../../features/account/forgot-password-form.tsx";
import { Callout } from "../../ui/callout.tsx";

export const metadata = { title: "Forgot password" };
/** Whether mail is set up is known when the page is asked for, not when it is built. */
export const dynamic = "force-dynamic";

export default function ForgotPasswordPage() {
  const sendsMail = env().mail !== undefined;
  return (
    <EntryPage
      title="Forgot your password?"
      lead={sendsMail ? "Enter your address, and a link to set a new one is mailed to you." : "This installation sends no mail."}
      below={<TextLink href="/sign-in">Back to sign in</TextLink>}
    >
      {sendsMail ? (
        <ForgotPasswordForm />
      ) : (
        <Callout tone="info" title="Ask the operator of this installation">
          They give your account a new password on the machine that it runs on:
          <code className="mt-2 block break-all rounded-md border bg-sunken px-3 py-2 font-mono text-xs">
            portcullis recover you@example.com
          </code>
        </Callout>
      )}
    </EntryPage>
  );
}
