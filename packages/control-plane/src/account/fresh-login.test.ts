import { afterAll, beforeAll, expect, test } from "vitest";
import { eraseValues } from "../audit/erase-values.ts";
import { exportAuditEvents } from "../audit/export.ts";
import { readValues } from "../audit/read-values.ts";
import type { Context } from "../caller.ts";
import { ControlPlaneError } from "../errors.ts";
import { issueGrant } from "../grant/issue.ts";
import { rotateGrant } from "../grant/rotate.ts";
import { exportInventory } from "../inventory/export.ts";
import { releaseKillSwitch } from "../kill/release.ts";
import { setKillSwitch } from "../kill/set.ts";
import { changeMemberRole } from "../member/change-role.ts";
import { inviteMember } from "../member/invite.ts";
import { setServerHeaders } from "../server/set-headers.ts";
import { contextOf, type Installation, newEmail, newSource, password, testInstallation } from "../testing/installation.ts";
import { confirmLogin } from "./confirm-login.ts";
import { freshLoginSeconds } from "./fresh-login.ts";
import { readSession } from "./read-session.ts";
import { signUp } from "./sign-up.ts";

let here: Installation;
beforeAll(async () => {
  here = await testInstallation();
});
afterAll(() => here?.close());

async function newPerson() {
  const { cp } = here;
  const source = newSource();
  const account = await signUp(cp, { name: "Olga", email: newEmail(), password, organizationName: "Acme", source });
  const { sessionToken, organizationSlug } = account;
  const session = async () => (await readSession(cp, sessionToken))!;
  const context = () => contextOf(cp, sessionToken, organizationSlug);
  const confirm = async (typed: string) => {
    const { id: sessionId, user } = await session();
    return confirmLogin(cp, { userId: user.id, sessionId, password: typed, source });
  };
  return { session, context, confirm };
}

const id = "01990000-0000-7000-8000-000000000000";
/** What security.md section 12 lists, and what opens or destroys recorded values. About things that are not there: who passes the gate finds nothing, and nothing changes. */
const sensitive: [string, (ctx: Context) => Promise<unknown>][] = [
  ["issueGrant", (ctx) => issueGrant(ctx, { label: "x", access: [{ serverSlug: "none", policyId: null }] })],
  ["rotateGrant", (ctx) => rotateGrant(ctx, { id })],
  ["setServerHeaders", (ctx) => setServerHeaders(ctx, { slug: "none", headers: [] })],
  ["changeMemberRole", (ctx) => changeMemberRole(ctx, { userId: id, role: "viewer" })],
  ["inviteMember", (ctx) => inviteMember(ctx, { email: newEmail(), role: "viewer" })],
  ["exportAuditEvents", (ctx) => exportAuditEvents(ctx).next()],
  ["exportInventory", (ctx) => exportInventory(ctx)],
  ["readValues", (ctx) => readValues(ctx, { decisionId: id })],
  ["eraseValues", (ctx) => eraseValues(ctx, { grantId: id })],
  ["releaseKillSwitch", (ctx) => releaseKillSwitch(ctx, { id })],
];
const isGated = (ctx: Context, verb: (ctx: Context) => Promise<unknown>) =>
  verb(ctx).then(
    () => false,
    (error: unknown) => error instanceof ControlPlaneError && error.code === "fresh_login",
  );

test.each(sensitive)(
  "%s asks for a login of the last five minutes, to the second, and again by password lets it through",
  async (_, verb) => {
    const { context, confirm } = await newPerson();
    const start = here.clock.now;
    here.clock.now = start + freshLoginSeconds * 1_000;
    expect(await isGated(await context(), verb)).toBe(false);
    here.clock.now += 1_000;
    expect(await isGated(await context(), verb)).toBe(true);
    await confirm(password);
    expect(await isGated(await context(), verb)).toBe(false);
  },
);

test("machines and commands of the host have no login to be old", async () => {
  const { context } = await newPerson();
  const ctx = await context();
  here.clock.now += 3_600_000;
  for (const [, verb] of sensitive) {
    expect(await isGated({ ...ctx, caller: { ...ctx.caller, signedInAt: "machine" } }, verb)).toBe(false);
    expect(await isGated({ ...ctx, caller: { ...ctx.caller, apiKey: { id, name: "ci", scopes: [] } } }, verb)).toBe(false);
  }
});

test("stopping never waits for a password", async () => {
  const { context } = await newPerson();
  here.clock.now += 3_600_000;
  expect(await setKillSwitch(await context(), { scope: "organization", reason: "a test" })).toMatchObject({ scope: "organization" });
});

test("a wrong password confirms nothing and counts; the session ends when it would have", async () => {
  const { session, confirm } = await newPerson();
  const before = await session();
  here.clock.now += 600_000;
  await expect(confirm("not my password")).rejects.toMatchObject({ code: "invalid", issues: [{ pointer: "/password" }] });
  expect((await session()).signedInAt).toEqual(before.signedInAt);
  const { signedInAt } = await confirm(password);
  expect((await session()).signedInAt).toEqual(signedInAt);
  const [row] = await here.rows<{ left: string }>(
    "SELECT extract(epoch FROM expires_at - created_at)::int AS left FROM user_session WHERE id = $1",
    [before.id],
  );
  expect(Number(row?.left)).toBe(7 * 86_400 - 600);
  for (let n = 0; n < 10; n++) await confirm("not my password").catch(() => undefined);
  await expect(confirm(password)).rejects.toMatchObject({ code: "throttled" });
});

test("nobody confirms another's session, and an account without a password cannot", async () => {
  const [mine, theirs] = [await newPerson(), await newPerson()];
  const { id: sessionId } = await theirs.session();
  const { user } = await mine.session();
  const asMe = { userId: user.id, sessionId, password, source: newSource() };
  await expect(confirmLogin(here.cp, asMe)).rejects.toMatchObject({ code: "unauthenticated" });
  await here.rows("UPDATE user_account SET password_hash = NULL WHERE id = $1", [user.id]);
  await expect(mine.confirm(password)).rejects.toMatchObject({ code: "conflict" });
});
