import type { StoredSession } from "./account/read-session.ts";
import type { Scope } from "./api-key/scopes.ts";
import type { Role } from "./capabilities.ts";
import type { ControlPlane } from "./open.ts";

/** Who asks, and for which organization. Made from a session that the database confirmed, never from a request. */
export type Caller = {
  userId: string;
  organizationId: string;
  organizationSlug: string;
  /** Of the person: a key's creator, as it is now. */
  role: Role;
  /** Set when a machine asks in that person's name: then its scopes bound what it may, beside the role. */
  apiKey?: { id: string; name: string; scopes: readonly Scope[] };
  /** When the person signed in; "machine" where nobody sits at a screen: an API key, or a command of the host. */
  signedInAt: Date | "machine";
  /** Where the request came from, for the audit log: an address, or the name of a command. */
  source?: string;
};

/** What every verb of an organization takes first. */
export type Context = ControlPlane & { readonly caller: Caller };

/** The caller that a session makes in one organization; null when its user is no member there (or it does not exist: the same answer). */
export function callerFor(session: StoredSession, organizationSlug: string, source?: string): Caller | null {
  const organization = session.organizations.find((candidate) => candidate.slug === organizationSlug);
  if (!organization) return null;
  const { id: organizationId, slug, role } = organization;
  return { userId: session.user.id, organizationId, organizationSlug: slug, role, signedInAt: session.signedInAt, source };
}
