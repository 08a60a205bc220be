import { randomBytes } from "node:crypto";
import { openPool } from "@portcullis/db/runtime";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import { readSession } from "../account/read-session.ts";
import { signUp } from "../account/sign-up.ts";
import { type Context, callerFor } from "../caller.ts";
import type { Role } from "../capabilities.ts";
import { inviteMember } from "../member/invite.ts";
import { type ControlPlane, type ControlPlaneOptions, openControlPlane } from "../open.ts";

/** A control plane over a fresh database, with a clock that tests may move, and a way to look at the database as its owner. */
export type Installation = {
  cp: ControlPlane;
  database: TestDatabase;
  clock: { now: number };
  /** A query that row-level security does not restrict. */
  rows: <T = Record<string, unknown>>(sql: string, values?: unknown[]) => Promise<T[]>;
  close: () => Promise<void>;
};

export async function testInstallation(options: Partial<ControlPlaneOptions> = {}): Promise<Installation> {
  const database = await testDatabase();
  const clock = { now: Date.now() };
  const cp = openControlPlane({
    databaseUrl: database.ownerUrl,
    rootKey: database.rootKey,
    allowLoopback: true,
    gatewayUrl: "https://gateway.example.com/",
    dashboardUrl: "https://dashboard.example.com",
    clock: () => new Date(clock.now),
    ...options,
  });
  const owner = openPool({ url: database.ownerUrl, max: 1 });
  return {
    cp,
    database,
    clock,
    rows: async (sql, values) => (await owner.query(sql, values)).rows,
    close: async () => {
      await cp.close();
      await owner.end();
      await database.drop();
    },
  };
}

export const newEmail = () => `${randomBytes(6).toString("hex")}@example.com`;
export const password = "correct horse battery";
/** Documentation addresses, another one each time, so that tests do not share a throttle. */
export const newSource = () => `2001:db8:${randomBytes(2).toString("hex")}:${randomBytes(2).toString("hex")}::1`;

/** A new organization as its owner sees it. */
export async function newOrganization(cp: ControlPlane, name = "Acme"): Promise<Context> {
  const { sessionToken, organizationSlug } = await signUp(cp, {
    name: "Olga",
    email: newEmail(),
    password,
    organizationName: name,
    source: newSource(),
  });
  return contextOf(cp, sessionToken, organizationSlug);
}

/** A new member of an organization in a role. */
export async function newMember(owner: Context, role: Role): Promise<Context> {
  const email = newEmail();
  const { token } = await inviteMember(owner, { email, role });
  const account = await signUp(owner, { name: `The ${role}`, email, password, invitationToken: token, source: newSource() });
  return contextOf(owner, account.sessionToken, owner.caller.organizationSlug);
}

export async function contextOf(cp: ControlPlane, sessionToken: string, organizationSlug: string): Promise<Context> {
  const session = await readSession(cp, sessionToken);
  const caller = session && callerFor(session, organizationSlug, "192.0.2.1");
  if (!caller) throw new Error("no session, or no member");
  return { ...cp, caller };
}
