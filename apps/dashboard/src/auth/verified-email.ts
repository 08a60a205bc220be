import type { Profile } from "next-auth";

/**
 * Whether the provider vouches for the address. Google says so in its profile. GitHub's profile does not, and next-auth
 * takes it from a list it asks GitHub for only when the profile hides it; an unverified address must not open somebody's account.
 */
export async function verifiedEmail(account: { provider: string; access_token?: string }, email: string, profile: Profile | undefined) {
  if (account.provider === "google") {
    return { email, emailVerified: (profile as { email_verified?: boolean } | undefined)?.email_verified === true };
  }
  const answer = await fetch("https://api.github.com/user/emails", {
    headers: { authorization: `Bearer ${account.access_token}`, accept: "application/vnd.github+json" },
  });
  const listed = answer.ok ? ((await answer.json()) as { email: string; primary: boolean; verified: boolean }[]) : [];
  const chosen = listed.find((entry) => entry.primary && entry.verified);
  return chosen ? { email: chosen.email, emailVerified: true } : { email, emailVerified: false };
}
