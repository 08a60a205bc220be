import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Installation, testInstallation } from "../testing/installation.ts";
import { confirmLogin } from "./confirm-login.ts";
import { readSession } from "./read-session.ts";
import { signIn } from "./sign-in.ts";
import { signOut } from "./sign-out.ts";
import { signUp } from "./sign-up.ts";

let here: Installation;
beforeAll(async () => {
  here = await testInstallation();
});
afterAll(() => here?.close());

const password = "a-long-pass-phrase-1";
const source = "203.0.113.9";

test("who came in, who tried and who left is in the log of each of their organizations, and a password in none", async () => {
  const email = "ada@access.example.com";
  const { userId } = await signUp(here.cp, { name: "Ada", email, password, source, organizationName: "Access" });
  const { sessionToken } = await signIn(here.cp, { email, password, source });
  const session = await readSession(here.cp, sessionToken);
  await confirmLogin(here.cp, { userId, sessionId: session!.id, password, source });
  await signOut(here.cp, sessionToken);
  await signOut(here.cp, sessionToken);
  await expect(signIn(here.cp, { email, password: `${password}!`, source })).rejects.toMatchObject({ code: "unauthenticated" });
  await expect(signIn(here.cp, { email: "nobody@access.example.com", password, source })).rejects.toMatchObject({
    code: "unauthenticated",
  });
  const rows = () =>
    here.rows<{ action: string; actor_id: string | null; source: string; target_name: string }>(
      "SELECT action, actor_id, source, target_name FROM audit_event WHERE action LIKE 'access.%' AND target_id = $1 ORDER BY id",
      [userId],
    );
  await vi.waitFor(async () => expect(await rows()).toHaveLength(4));
  expect(await rows()).toEqual([
    { action: "access.sign_in", actor_id: userId, source, target_name: email },
    { action: "access.confirm_login", actor_id: userId, source, target_name: email },
    { action: "access.sign_out", actor_id: userId, source, target_name: email },
    // Nobody knows who that was.
    { action: "access.sign_in_failed", actor_id: null, source, target_name: email },
  ]);
});
