import { callerFor, type StoredSession } from "@portcullis/control-plane";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { pathHeader } from "./path-header.ts";
import { currentSession } from "./session.ts";

/** For pages that need a signed-in person; others are sent to sign in and come back. */
export async function requireSession(path: string): Promise<StoredSession> {
  return (await currentSession()) ?? redirect(`/sign-in?next=${encodeURIComponent(path)}`);
}

/** For an organization's pages. Draws the frame only: every verb checks membership and role again. */
export async function requireMembership(organizationSlug: string) {
  const asked = (await headers()).get(pathHeader) ?? "";
  const session = await requireSession(asked.startsWith(`/o/${organizationSlug}/`) ? asked : `/o/${organizationSlug}`);
  const organization = session.organizations.find(({ slug }) => slug === organizationSlug);
  if (!organization || !callerFor(session, organizationSlug)) notFound();
  return { session, organization };
}
