import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callerFor } from "../caller.ts";
import { acceptInvitation } from "../member/accept-invitation.ts";
import { inviteMember } from "../member/invite.ts";
import { readInvitation } from "../member/read-invitation.ts";
import { revokeInvitation } from "../member/revoke-invitation.ts";
import { openControlPlane } from "../open.ts";
import { createOrganization } from "../organization/create.ts";
import { type Installation, newEmail, newOrganization, newSource, password, testInstallation } from "../testing/installation.ts";
import { readSession } from "./read-session.ts";
import { signIn } from "./sign-in.ts";
import { signInWithProvider } from "./sign-in-with-provider.ts";
import { signOut } from "./sign-out.ts";
import { signUp } from "./sign-up.ts";

let here: Installation;
beforeAll(async () => {
  here = await testInstallation();
});
afterAll(() => here?.close());

const hours = 3_600_000;

describe("sign-up", () => {
  test("creates user, organization and ownership, and signs the user in", async () => {
    const email = newEmail();
    const account = await signUp(here.cp, {
      name: "Ada",
      email: ` ${email.toUpperCase()} `,
      password,
      organizationName: "Zürich Ops!",
      source: newSource(),
    });
    expect(account.organizationSlug).toBe("zurich-ops");
    const session = await readSession(here.cp, account.sessionToken);
    expect(session).toEqual({
      id: expect.any(String),
      user: { id: account.userId, name: "Ada", email },
      organizations: [{ id: expect.any(String), slug: "zurich-ops", name: "Zürich Ops!", role: "owner" }],
      signedInAt: expect.any(Date),
    });
    const [stored] = await here.rows<{ password_hash: string }>("SELECT * FROM user_account WHERE email = $1", [email]);
    expect(stored?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const audit = await here.rows("SELECT action, actor_name FROM audit_event WHERE actor_id = $1", [account.userId]);
    expect(audit).toEqual([{ action: "organization.create", actor_name: "Ada" }]);
  });

  test("a taken or reserved slug gets a number, also when many ask at once", async () => {
    const slugs = await Promise.all(
      Array.from({ length: 4 }, () => newOrganization(here.cp, "Same Name").then(({ caller }) => caller.organizationSlug)),
    );
    expect(slugs.sort((a, b) => a.localeCompare(b))).toEqual(["same-name", "same-name-2", "same-name-3", "same-name-4"]);
    expect((await newOrganization(here.cp, "Ada’s team")).caller.organizationSlug).toBe("adas-team");
    expect((await newOrganization(here.cp, "API")).caller.organizationSlug).toBe("api-2");
    expect((await newOrganization(here.cp, "日本")).caller.organizationSlug).toMatch(/^team/);
  });

  test("a taken address is a conflict and leaves nothing behind", async () => {
    const email = newEmail();
    await signUp(here.cp, { name: "Ada", email, password, source: newSource() });
    const before = await here.rows("SELECT count(*) FROM organization");
    await expect(signUp(here.cp, { name: "Eve", email, password, source: newSource() })).rejects.toMatchObject({
      code: "conflict",
      issues: [{ pointer: "/email" }],
    });
    expect(await here.rows("SELECT count(*) FROM organization")).toEqual(before);
  });

  test.each([
    [{ email: "nobody" }, "/email"],
    [{ password: "short" }, "/password"],
    [{ password: "x".repeat(201) }, "/password"],
    [{ email: "a@example.com", password: "A@example.com" }, "/password"],
    [{ name: "a\u202eb" }, "/name"],
    [{ name: " " }, "/name"],
    [{ surplus: 1 }, "/surplus"],
  ])("refuses %j", async (change, pointer) => {
    const input = { name: "Ada", email: newEmail(), password, source: newSource(), ...change };
    await expect(signUp(here.cp, input)).rejects.toMatchObject({ code: "invalid", issues: [{ pointer }] });
  });
});

describe("closed sign-up and invitations", () => {
  test("refuses strangers, lets the invited in, once and only with the invited address", async () => {
    const closed = openControlPlane({
      databaseUrl: here.database.ownerUrl,
      rootKey: here.database.rootKey,
      signUp: "closed",
      gatewayUrl: "https://g.example.com",
      dashboardUrl: "https://d.example.com",
    });
    const owner = await newOrganization(here.cp, "Closed shop");
    await expect(signUp(closed, { name: "Eve", email: newEmail(), password, source: newSource() })).rejects.toMatchObject({
      code: "closed",
    });
    await expect(
      signInWithProvider(closed, {
        provider: "github",
        providerAccountId: "77",
        email: newEmail(),
        emailVerified: true,
        name: "Eve",
        source: newSource(),
      }),
    ).rejects.toMatchObject({ code: "closed" });

    const email = newEmail();
    const { token, invitationUrl } = await inviteMember(owner, { email, role: "approver" });
    expect(invitationUrl).toBe(`https://dashboard.example.com/invitations/${token}`);
    expect(await readInvitation(closed, { token })).toEqual({ organizationName: "Closed shop", email, role: "approver" });
    const eve = { name: "Eve", email: newEmail(), password, invitationToken: token, source: newSource() };
    await expect(signUp(closed, eve)).rejects.toMatchObject({ code: "forbidden" });
    expect(await here.rows("SELECT 1 FROM user_account WHERE email = $1", [eve.email])).toEqual([]);

    const joined = await signUp(closed, { ...eve, email });
    const session = await readSession(closed, joined.sessionToken);
    expect(session?.organizations).toMatchObject([{ slug: owner.caller.organizationSlug, role: "approver" }]);
    await expect(signUp(closed, { ...eve, email: newEmail() })).rejects.toMatchObject({ code: "not_found" });
    expect(await readInvitation(closed, { token })).toBeNull();
    await closed.close();
  });

  test("somebody with an account accepts; a revoked invitation is gone", async () => {
    const owner = await newOrganization(here.cp);
    const email = newEmail();
    const guest = await signUp(here.cp, { name: "Guest", email, password, source: newSource() });
    const first = await inviteMember(owner, { email, role: "viewer" });
    await revokeInvitation(owner, { id: first.id });
    await expect(acceptInvitation(here.cp, { userId: guest.userId, token: first.token })).rejects.toMatchObject({ code: "not_found" });
    const second = await inviteMember(owner, { email, role: "viewer" });
    const third = await inviteMember(owner, { email, role: "admin" });
    expect(await readInvitation(here.cp, { token: second.token })).toBeNull(); // replaced
    const both = await Promise.allSettled([1, 2].map(() => acceptInvitation(here.cp, { userId: guest.userId, token: third.token })));
    expect(both.map(({ status }) => status).sort((a, b) => a.localeCompare(b))).toEqual(["fulfilled", "rejected"]);
    const session = await readSession(here.cp, guest.sessionToken);
    expect(session && callerFor(session, owner.caller.organizationSlug)).toMatchObject({
      role: "admin",
      organizationId: owner.caller.organizationId,
    });
    expect(session && callerFor(session, "closed-shop")).toBeNull();
    const more = await createOrganization(here.cp, { userId: guest.userId, name: "A third" });
    expect((await readSession(here.cp, guest.sessionToken))?.organizations.map(({ id }) => id)).toContain(more.id);
  });
});

describe("sessions", () => {
  test("ID-4: a stored session ends by sign-out, after 8 idle hours, and after 7 days in all", async () => {
    const email = newEmail();
    const source = newSource();
    await signUp(here.cp, { name: "Ada", email, password, source });
    const start = here.clock.now;
    const { sessionToken, userId } = await signIn(here.cp, { email, password, source });
    expect(await readSession(here.cp, sessionToken)).toMatchObject({ user: { id: userId } });
    expect(await readSession(here.cp, `${sessionToken}x`)).toBeNull();

    for (let hour = 7; hour < 7 * 24; hour += 7) {
      here.clock.now = start + hour * hours;
      expect(await readSession(here.cp, sessionToken)).not.toBeNull();
    }
    here.clock.now = start + 7 * 24 * hours;
    expect(await readSession(here.cp, sessionToken)).toBeNull();

    here.clock.now = start;
    const idle = await signIn(here.cp, { email, password, source });
    here.clock.now = start + 8 * hours;
    expect(await readSession(here.cp, idle.sessionToken)).toBeNull();

    here.clock.now = start;
    const ended = await signIn(here.cp, { email, password, source });
    await signOut(here.cp, ended.sessionToken);
    await signOut(here.cp, ended.sessionToken);
    expect(await readSession(here.cp, ended.sessionToken)).toBeNull();
    expect(await here.rows("SELECT 1 FROM user_session WHERE position($1 in encode(token_hash, 'escape')) > 0", [sessionToken])).toEqual(
      [],
    );
  });

  test("last use is written at most once a minute", async () => {
    const { sessionToken, userId } = await signUp(here.cp, { name: "Ada", email: newEmail(), password, source: newSource() });
    const seen = async () =>
      (await here.rows<{ last_seen_at: Date }>("SELECT last_seen_at FROM user_session WHERE user_id = $1", [userId]))[0]?.last_seen_at;
    const first = await seen();
    here.clock.now += 59_000;
    await readSession(here.cp, sessionToken);
    expect(await seen()).toEqual(first);
    here.clock.now += 1_000;
    await readSession(here.cp, sessionToken);
    expect((await seen())?.getTime()).toBe(here.clock.now);
  });
});

describe("sign-in by a provider", () => {
  const identity = (email: string, id: string) => ({
    provider: "github" as const,
    providerAccountId: id,
    email,
    emailVerified: true,
    name: "Ada",
    source: newSource(),
  });

  test("creates an account once, and finds it by the identity even under a new address", async () => {
    const first = await signInWithProvider(here.cp, identity(newEmail(), "1"));
    const again = await signInWithProvider(here.cp, { ...identity(newEmail(), "1"), emailVerified: false });
    expect(again.userId).toBe(first.userId);
    expect((await readSession(here.cp, again.sessionToken))?.organizations).toMatchObject([{ role: "owner" }]);
  });

  test("links by a verified address only, and what was set before the proof ends with it", async () => {
    const email = newEmail();
    const squatter = await signUp(here.cp, { name: "Eve", email, password, source: newSource() });
    await expect(signInWithProvider(here.cp, { ...identity(email, "2"), emailVerified: false })).rejects.toMatchObject({
      code: "unauthenticated",
    });
    expect(await readSession(here.cp, squatter.sessionToken)).not.toBeNull();
    const owner = await signInWithProvider(here.cp, identity(email, "2"));
    expect(owner.userId).toBe(squatter.userId);
    expect(await readSession(here.cp, squatter.sessionToken)).toBeNull();
    await expect(signIn(here.cp, { email, password, source: newSource() })).rejects.toMatchObject({ code: "unauthenticated" });
  });
});
