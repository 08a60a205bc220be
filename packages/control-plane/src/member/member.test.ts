import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { signUp } from "../account/sign-up.ts";
import type { Context } from "../caller.ts";
import { roles } from "../capabilities.ts";
import { type Installation, newEmail, newMember, newOrganization, newSource, password, testInstallation } from "../testing/installation.ts";
import { changeMemberRole } from "./change-role.ts";
import { inviteMember } from "./invite.ts";
import { listMembers } from "./list.ts";
import { listInvitations } from "./list-invitations.ts";
import { readInvitation } from "./read-invitation.ts";
import { removeMember } from "./remove.ts";
import { revokeInvitation } from "./revoke-invitation.ts";

let here: Installation;
let owner: Context;
let admin: Context;
beforeAll(async () => {
  here = await testInstallation();
});
beforeEach(async () => {
  owner = await newOrganization(here.cp);
  admin = await newMember(owner, "admin");
});
afterAll(() => here?.close());

const rolesNow = async () => new Map((await listMembers(owner)).map(({ userId, role }) => [userId, role]));
const ending = async ({ caller }: Context) =>
  (await here.rows("SELECT 1 FROM user_session WHERE user_id = $1 AND revoked_at IS NULL", [caller.userId])).length === 0;

test("ID-8: nobody gives or takes a role above their own", async () => {
  const { userId } = owner.caller;
  for (const attempt of [
    () => inviteMember(admin, { email: newEmail(), role: "owner" }),
    () => changeMemberRole(admin, { userId: admin.caller.userId, role: "owner" }),
    () => changeMemberRole(admin, { userId, role: "viewer" }),
    () => removeMember(admin, { userId }),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: "forbidden" });
  expect((await rolesNow()).get(userId)).toBe("owner");
  for (const role of roles.slice(1)) await inviteMember(admin, { email: newEmail(), role });
  expect((await listInvitations(owner)).map(({ role }) => role).sort((a, b) => a.localeCompare(b))).toEqual(
    [...roles.slice(1)].sort((a, b) => a.localeCompare(b)),
  );
});

test("an admin can neither revoke nor replace an owner's invitation", async () => {
  const email = newEmail();
  const { id, token } = await inviteMember(owner, { email, role: "owner" });
  await expect(revokeInvitation(admin, { id })).rejects.toMatchObject({ code: "forbidden" });
  await expect(inviteMember(admin, { email, role: "viewer" })).rejects.toMatchObject({ code: "forbidden" });
  expect(await readInvitation(here.cp, { token })).toMatchObject({ role: "owner" });
});

test("ID-8: the last owner stays, also when two owners leave at once", async () => {
  const { userId } = owner.caller;
  await expect(removeMember(owner, { userId })).rejects.toMatchObject({ code: "conflict" });
  await expect(changeMemberRole(owner, { userId, role: "admin" })).rejects.toMatchObject({ code: "conflict" });
  const second = await newMember(owner, "owner");
  const both = await Promise.allSettled([owner, second].map((ctx) => changeMemberRole(ctx, { userId: ctx.caller.userId, role: "viewer" })));
  expect(both.map(({ status }) => status).sort((a, b) => a.localeCompare(b))).toEqual(["fulfilled", "rejected"]);
  const left = await here.rows("SELECT 1 FROM membership WHERE organization_id = $1 AND role = 'owner'", [owner.caller.organizationId]);
  expect(left).toHaveLength(1);
});

test("a change of role and a removal end the member's sessions and the invitations that they may no longer give", async () => {
  const viewerInvitation = await inviteMember(admin, { email: newEmail(), role: "viewer" });
  const adminInvitation = await inviteMember(admin, { email: newEmail(), role: "admin" });
  expect(await ending(admin)).toBe(false);
  await changeMemberRole(owner, { userId: admin.caller.userId, role: "viewer" });
  expect(await ending(admin)).toBe(true);
  expect(await readInvitation(here.cp, { token: adminInvitation.token })).toBeNull();
  expect(await readInvitation(here.cp, { token: viewerInvitation.token })).not.toBeNull();
  await removeMember(owner, { userId: admin.caller.userId });
  expect(await readInvitation(here.cp, { token: viewerInvitation.token })).toBeNull();
  expect((await rolesNow()).has(admin.caller.userId)).toBe(false);
});

test("a member is not invited again; an expired invitation is gone", async () => {
  const member = (await listMembers(owner)).find(({ role }) => role === "admin");
  await expect(inviteMember(owner, { email: member?.email ?? "", role: "viewer" })).rejects.toMatchObject({ code: "conflict" });
  const email = newEmail();
  const { token, id } = await inviteMember(owner, { email, role: "viewer" });
  await here.rows("UPDATE invitation SET expires_at = now() - interval '1 second' WHERE id = $1", [id]);
  expect(await readInvitation(here.cp, { token })).toBeNull();
  await expect(signUp(here.cp, { name: "Late", email, password, invitationToken: token, source: newSource() })).rejects.toMatchObject({
    code: "not_found",
  });
});
