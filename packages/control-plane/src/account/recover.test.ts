import { afterAll, beforeAll, expect, test } from "vitest";
import { createOrganization } from "../organization/create.ts";
import { type Installation, newEmail, newSource, password, testInstallation } from "../testing/installation.ts";
import { readSession } from "./read-session.ts";
import { recoverAccount } from "./recover.ts";
import { signIn } from "./sign-in.ts";
import { signUp } from "./sign-up.ts";

let here: Installation;
beforeAll(async () => {
  here = await testInstallation();
});
afterAll(() => here?.close());

test("a new password, at once and whoever guessed before; sessions end; every organization's log says so", async () => {
  const [email, source] = [newEmail(), newSource()];
  const { sessionToken, userId, organizationSlug } = await signUp(here.cp, { name: "Ada", email, password, source });
  const second = await createOrganization(here.cp, { userId, name: "Second" });
  for (let n = 0; n < 11; n++) await signIn(here.cp, { email, password: "wrong", source }).catch(() => {});
  await expect(signIn(here.cp, { email, password, source })).rejects.toMatchObject({ code: "throttled" });

  const { organizations } = await recoverAccount(here.cp, { email: email.toUpperCase(), password: "something new" });
  expect(new Set(organizations)).toEqual(new Set([organizationSlug, second.slug]));
  expect(await readSession(here.cp, sessionToken)).toBeNull();
  await signIn(here.cp, { email, password: "something new", source });
  await expect(signIn(here.cp, { email, password, source: newSource() })).rejects.toMatchObject({ code: "unauthenticated" });
  const rows = await here.rows("SELECT actor_id, source, target_id, before, after FROM audit_event WHERE action = 'member.recover'");
  const row = { actor_id: userId, source: "portcullis recover", target_id: userId, before: null, after: null };
  expect(rows).toEqual([row, row]);
});

test("an unknown address, and a password that is none, change nothing", async () => {
  await expect(recoverAccount(here.cp, { email: newEmail(), password })).rejects.toMatchObject({ code: "not_found" });
  await expect(recoverAccount(here.cp, { email: newEmail(), password: "short" })).rejects.toMatchObject({
    code: "invalid",
    issues: [{ pointer: "/password" }],
  });
});
