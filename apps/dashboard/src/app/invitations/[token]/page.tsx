import { readInvitation } from "@portcullis/control-plane";
import { currentSession } from "../../../auth/session.ts";
import { controlPlane } from "../../../control-plane.ts";
import { AcceptInvitation } from "../../../features/account/accept-invitation.tsx";
import { EntryPage, TextLink } from "../../../features/account/entry-page.tsx";
import { SignUpForm } from "../../../features/account/sign-up-form.tsx";
import { roleLabel } from "../../../features/members/roles.ts";
import { Callout } from "../../../ui/callout.tsx";

export const metadata = { title: "Invitation" };

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const [invitation, session] = await Promise.all([readInvitation(controlPlane(), { token }), currentSession()]);
  if (!invitation) return <SpentInvitation />;

  const title = `Join ${invitation.organizationName}`;
  const lead = `You were invited as ${roleLabel(invitation.role).toLowerCase()}, under ${invitation.email}.`;
  if (session) {
    return (
      <EntryPage title={title} lead={lead}>
        <AcceptInvitation token={token} signedInAs={session.user.email} organizationName={invitation.organizationName} />
      </EntryPage>
    );
  }
  return (
    <EntryPage
      title={title}
      lead={lead}
      below={
        <>
          Have an account? <TextLink href={`/sign-in?next=${encodeURIComponent(`/invitations/${token}`)}`}>Sign in to accept</TextLink>
        </>
      }
    >
      <SignUpForm invited={{ token, email: invitation.email }} />
    </EntryPage>
  );
}

function SpentInvitation() {
  return (
    <EntryPage
      title="This invitation cannot be used"
      lead="Invitations work once and for a limited time."
      below={<TextLink href="/sign-in">Sign in</TextLink>}
    >
      <Callout tone="warn" title="It was used, revoked, or has expired">
        Ask whoever invited you for a new one; it takes them a few seconds on their Members page.
      </Callout>
    </EntryPage>
  );
}
