import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openMailer } from "../mail/mailer.ts";
import { inviteMember } from "../member/invite.ts";
import { readInvitation } from "../member/read-invitation.ts";
import { type Installation, newEmail, newOrganization, newSource, password, testInstallation } from "../testing/installation.ts";
import { type TestSmtp, testSmtp } from "../testing/smtp.ts";
import { changePassword } from "./change-password.ts";
import { readSession } from "./read-session.ts";
import { requestPasswordReset } from "./request-password-reset.ts";
import { readPasswordReset, resetPassword } from "./reset-password.ts";
import { endSession, listSessions, signOutEverywhere } from "./sessions.ts";
import { signIn } from "./sign-in.ts";
import { signUp } from "./sign-up.ts";

let smtp: TestSmtp;
let here: Installation;
const failed: unknown[] = [];
beforeAll(async () => {
  smtp = await testSmtp();
  here = await testInstallation({
    mailer: openMailer({ url: smtp.url, from: "Portcullis <gate@example.com>", onError: (e) => failed.push(e) }),
  });
});
afterAll(async () => {
  await here?.close();
  await smtp?.close();
});

const minutes = 60_000;
const another = "an altogether different one";
const account = async () => {
  const email = newEmail();
  return { email, ...(await signUp(here.cp, { name: "Ada", email, password, source: newSource() })) };
};
const sessionOf = async (token: string) => (await readSession(here.cp, token)) as NonNullable<Awaited<ReturnType<typeof readSession>>>;
const ask = async (email: string, source = newSource()) => (await requestPasswordReset(here.cp, { email, source }))?.sent;
const tokenIn = (link: string | null) => link?.split("/").at(-1) ?? "";

describe("changing a password", () => {
  test("needs the old one, ends every other session, and is in the audit log", async () => {
    const { email, userId, sessionToken } = await account();
    const elsewhere = await signIn(here.cp, { email, password, source: newSource() });
    const { id: sessionId } = await sessionOf(sessionToken);
    const change = { userId, sessionId, newPassword: another, source: newSource() };
    await expect(changePassword(here.cp, { ...change, oldPassword: "not this" })).rejects.toMatchObject({
      issues: [{ pointer: "/oldPassword" }],
    });
    expect(await sessionOf(elsewhere.sessionToken)).not.toBe(null);
    await changePassword(here.cp, { ...change, oldPassword: password });
    expect(await sessionOf(sessionToken)).not.toBe(null);
    expect(await readSession(here.cp, elsewhere.sessionToken)).toBe(null);
    await expect(signIn(here.cp, { email, password, source: newSource() })).rejects.toMatchObject({ code: "unauthenticated" });
    await signIn(here.cp, { email, password: another, source: newSource() });
    const rows = await here.rows<{ action: string }>("SELECT action FROM audit_event WHERE actor_id = $1 ORDER BY id", [userId]);
    expect(rows.map(({ action }) => action)).toEqual(["organization.create", "access.sign_in", "member.change_password", "access.sign_in"]);
    expect((await smtp.next()).to).toEqual([email]);
  });

  test("guesses at the old one are counted like guesses at the door", async () => {
    const { userId, sessionToken } = await account();
    const { id: sessionId } = await sessionOf(sessionToken);
    const guess = { userId, sessionId, oldPassword: "no", newPassword: another, source: newSource() };
    for (let n = 0; n < 10; n++) await expect(changePassword(here.cp, guess)).rejects.toMatchObject({ code: "invalid" });
    await expect(changePassword(here.cp, { ...guess, oldPassword: password })).rejects.toMatchObject({ code: "throttled" });
  });
});

describe("a reset link", () => {
  test("comes by mail, works once, within 30 minutes, and ends every session", async () => {
    const { email, userId, sessionToken } = await account();
    expect(await ask(email)).toBe(true);
    const { link, to } = await smtp.next();
    expect(to).toEqual([email]);
    expect(link).toMatch(/^https:\/\/dashboard\.example\.com\/reset-password\/[\w-]{43}$/);
    const token = tokenIn(link);
    const [row] = await here.rows<{ text: string }>("SELECT r::text AS text FROM password_reset r WHERE user_id = $1", [userId]);
    expect(row?.text).not.toContain(token);
    expect(await readPasswordReset(here.cp, { token })).toEqual({ email });
    // Twice at once: one of the two.
    const uses = await Promise.allSettled([1, 2].map(() => resetPassword(here.cp, { token, password: another, source: newSource() })));
    expect(uses.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await readSession(here.cp, sessionToken)).toBe(null);
    expect(await readPasswordReset(here.cp, { token })).toBe(null);
    await signIn(here.cp, { email, password: another, source: newSource() });
    expect((await smtp.next()).data).toContain("has just been changed");
  });

  test("is nothing after 30 minutes, and nothing once the password was changed", async () => {
    const { email, userId, sessionToken } = await account();
    await ask(email);
    const late = tokenIn((await smtp.next()).link);
    here.clock.now += 30 * minutes;
    await expect(resetPassword(here.cp, { token: late, password: another, source: newSource() })).rejects.toMatchObject({
      code: "not_found",
    });
    await ask(email);
    const open = tokenIn((await smtp.next()).link);
    const { id: sessionId } = await sessionOf(sessionToken);
    await changePassword(here.cp, { userId, sessionId, oldPassword: password, newPassword: another, source: newSource() });
    expect(await readPasswordReset(here.cp, { token: open })).toBe(null);
    await smtp.next();
  });

  test("the answer is one for known and unknown addresses, and comes before the account is looked up", async () => {
    const { email } = await account();
    const mailsBefore = smtp.mails.length;
    const answers = await Promise.all(
      [email, newEmail()].map((address) => requestPasswordReset(here.cp, { email: address, source: newSource() })),
    );
    for (const answer of answers) expect(Object.keys(answer ?? {})).toEqual(["sent"]);
    expect(await Promise.all(answers.map((answer) => answer?.sent))).toEqual([true, false]);
    await smtp.next();
    expect(smtp.mails).toHaveLength(mailsBefore + 1);
  });

  test("three an hour for one account, in silence; twenty for one network, said aloud", async () => {
    const { email } = await account();
    const sent = [];
    for (let n = 0; n < 5; n++) sent.push(await ask(email));
    expect(sent).toEqual([true, true, true, false, false]);
    for (let n = 0; n < 3; n++) await smtp.next();
    const source = newSource();
    for (let n = 0; n < 20; n++) await ask(newEmail(), source);
    await expect(ask(newEmail(), source)).rejects.toMatchObject({ code: "throttled" });
    // A quarter of an hour later, while other tries are forgotten, these still count.
    here.clock.now += 16 * minutes;
    await expect(signIn(here.cp, { email, password: "no", source: newSource() })).rejects.toMatchObject({ code: "unauthenticated" });
    await expect(ask(newEmail(), source)).rejects.toMatchObject({ code: "throttled" });
    expect(await ask(email)).toBe(false);
  });

  test("without a mail server there is none", async () => {
    const silent = { ...here.cp, mailer: null };
    expect(await requestPasswordReset(silent, { email: newEmail(), source: newSource() })).toBe(null);
  });
});

describe("sessions", () => {
  test("are listed with their source, end one by one or all together, and are nobody else's to end", async () => {
    const { email, userId, sessionToken } = await account();
    const phone = await signIn(here.cp, { email, password, source: "192.0.2.77", userAgent: "Phone/1" });
    const { id: sessionId } = await sessionOf(sessionToken);
    const list = await listSessions(here.cp, { userId, sessionId });
    expect(list.map(({ current, source }) => [current, source])).toEqual([
      [true, expect.any(String)],
      [false, "192.0.2.77"],
    ]);
    const other = await account();
    const id = list[1]?.id ?? "";
    await expect(endSession(here.cp, { userId: other.userId, id })).rejects.toMatchObject({ code: "not_found" });
    await endSession(here.cp, { userId, id });
    expect(await readSession(here.cp, phone.sessionToken)).toBe(null);
    await signOutEverywhere(here.cp, { userId });
    expect(await readSession(here.cp, sessionToken)).toBe(null);
    expect(await sessionOf(other.sessionToken)).not.toBe(null);
  });
});

describe("an invitation by mail", () => {
  test("holds the link; a name of many lines stays in its line; a refused mail is said, and the link still opens", async () => {
    const owner = await newOrganization(here.cp, "Acme");
    const email = newEmail();
    expect((await inviteMember(owner, { email, role: "viewer" })).mail).toBe("sent");
    const { link, to, data } = await smtp.next();
    expect(to).toEqual([email]);
    expect(data).toMatch(/^Subject: Join Acme on Portcullis$/m);
    expect(await readInvitation(here.cp, { token: tokenIn(link) })).toMatchObject({ email, role: "viewer" });
    smtp.refuses = true;
    const made = await inviteMember(owner, { email, role: "viewer" });
    smtp.refuses = false;
    expect(made.mail).toBe("failed");
    expect(failed.at(-1)).toMatchObject({ responseCode: 550 });
    expect(await readInvitation(here.cp, { token: made.token })).toMatchObject({ email });
  });
});
