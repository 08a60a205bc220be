import { ControlPlaneError, readSession, signIn, signInWithProvider, signOut } from "@portcullis/control-plane";
import type { NextAuthOptions, Profile } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import GitHubProvider from "next-auth/providers/github";
import GoogleProvider from "next-auth/providers/google";
import { controlPlane, sessionSecret } from "../control-plane.ts";
import { env } from "../env.ts";
import { cookies, sessionMaxAgeSeconds } from "./cookies.ts";
import { sourceOf } from "./source.ts";
import { verifiedEmail } from "./verified-email.ts";

/**
 * next-auth's settings. The verbs of the control plane decide who may enter; the encrypted cookie carries nothing but the
 * opaque token of the session they made, which is looked up again on every request.
 * @param headers of the request at hand: source address and user agent belong to the attempt
 */
export function authOptions(headers: Headers): NextAuthOptions {
  const { secure, github, google } = env();
  return {
    secret: sessionSecret(),
    session: { strategy: "jwt", maxAge: sessionMaxAgeSeconds },
    cookies: cookies(secure),
    useSecureCookies: secure,
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: (credentials) => authorize(credentials, headers),
      }),
      ...(github ? [GitHubProvider({ ...github, authorization: { params: { scope: "read:user user:email" } } })] : []),
      ...(google ? [GoogleProvider(google)] : []),
    ],
    callbacks: {
      async signIn({ user, account, profile }) {
        if (!account || account.type === "credentials") return true;
        return enterByProvider(user, account, profile, headers);
      },
      async jwt({ token, user }) {
        const made = (user as { sessionToken?: string } | undefined)?.sessionToken;
        if (made) return { sub: user.id, sessionToken: made };
        // The browser's own question for the session: a revoked one answers as none at all.
        const stored = typeof token.sessionToken === "string" ? await readSession(controlPlane(), token.sessionToken) : null;
        return stored ? { sub: stored.user.id, sessionToken: token.sessionToken } : {};
      },
      // Name and address stay on the server; pages read them from the stored session.
      session: ({ session, token }) => ({ expires: session.expires, signedIn: Boolean(token.sub) }),
    },
    events: {
      async signOut({ token }) {
        if (typeof token?.sessionToken === "string") await signOut(controlPlane(), token.sessionToken);
      },
    },
  };
}

async function authorize(credentials: Record<string, string> | undefined, headers: Headers) {
  try {
    const made = await signIn(controlPlane(), {
      email: credentials?.email ?? "",
      password: credentials?.password ?? "",
      source: sourceOf(headers),
      userAgent: headers.get("user-agent") ?? undefined,
    });
    return { id: made.userId, sessionToken: made.sessionToken };
  } catch (error) {
    // next-auth hands the message of an error to the page; only sentences meant for the user may go there.
    if (error instanceof ControlPlaneError) throw new Error(error.message);
    console.error("sign-in failed", error);
    throw new Error("Signing in did not work because the dashboard could not reach its database. Try again in a moment.");
  }
}

type ProviderUser = { id: string; name?: string | null; email?: string | null };
type ProviderAccount = { provider: string; providerAccountId: string; access_token?: string };

/** Enters by GitHub or Google: true, or the page that says why not. */
async function enterByProvider(user: ProviderUser, account: ProviderAccount, profile: Profile | undefined, headers: Headers) {
  try {
    const { email, emailVerified } = await verifiedEmail(account, user.email ?? "", profile);
    const made = await signInWithProvider(controlPlane(), {
      provider: account.provider as "github" | "google",
      providerAccountId: account.providerAccountId,
      email,
      emailVerified,
      name: user.name ?? email,
      source: sourceOf(headers),
    });
    Object.assign(user, { id: made.userId, sessionToken: made.sessionToken });
    return true;
  } catch (error) {
    if (!(error instanceof ControlPlaneError)) console.error("sign-in with a provider failed", error);
    return `/sign-in?error=${error instanceof ControlPlaneError ? error.code : "provider"}`;
  }
}
