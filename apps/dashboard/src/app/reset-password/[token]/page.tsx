import { readPasswordReset } from "@portcullis/control-plane";
import { controlPlane } from "../../../control-plane.ts";
import { EntryPage, TextLink } from "../../../features/account/entry-page.tsx";
import { ResetPasswordForm } from "../../../features/account/reset-password-form.tsx";
import { Callout } from "../../../ui/callout.tsx";

export const metadata = { title: "New password" };

/** Opening the link uses nothing up: mail programs look at links before people do. */
export default async function ResetPasswordPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const reset = token.length <= 200 ? await readPasswordReset(controlPlane(), { token }) : null;
  return (
    <EntryPage
      title="Set a new password"
      lead="It replaces the old one and signs you out everywhere."
      below={<TextLink href="/sign-in">Back to sign in</TextLink>}
    >
      {reset ? (
        <ResetPasswordForm token={token} email={reset.email} />
      ) : (
        <Callout tone="warn" title="This link was used or has expired">
          Links work once, for 30 minutes. <TextLink href="/forgot-password">Ask for a new one</TextLink>
        </Callout>
      )}
    </EntryPage>
  );
}
