import { randomBytes } from "node:crypto";
import { type Database, openDatabase } from "@portcullis/db";
import { type Keyring, parseKeyring, roleUrl } from "@portcullis/db/keys";
import { createDialer, type Dialer, parsePrivateUpstreams } from "@portcullis/upstream";
import { type ApprovalWatch, approvalWatch } from "./approval/watch.ts";
import type { Mailer } from "./mail/mailer.ts";
import { risingIds } from "./uuid.ts";

/** Everything that verbs stand on. Doors open one per process and hand it on; they read nothing from it but the URLs. */
export type ControlPlane = {
  readonly database: Database;
  readonly keyring: Keyring;
  readonly dialer: Dialer;
  /** null: this installation sends no mail. */
  readonly mailer: Mailer | null;
  readonly signUp: "open" | "closed";
  /** Accounts that one network may make for itself in an hour. */
  readonly signUpsPerHour: number;
  /** Short names to which the operator has opened private addresses: nobody gets one by signing up. */
  readonly reservedSlugs: ReadonlySet<string>;
  /** Public base URLs without a trailing slash. */
  readonly gatewayUrl: string;
  readonly dashboardUrl: string;
  readonly clock: () => Date;
  /** Each sorts after the one before. */
  readonly newId: () => string;
  readonly random: (bytes: number) => Buffer;
  /** Tells what happens to an organization's approvals; it asks for no role, so doors tell nobody whom they have not let in. */
  readonly watchApprovals: ApprovalWatch["watch"];
  readonly close: () => Promise<void>;
};

export type ControlPlaneOptions = {
  /** Any credentials: the runtime role's are derived from the root key. */
  databaseUrl: string;
  /** The text of `PORTCULLIS_ROOT_KEY`. */
  rootKey: string;
  /** The text of `PORTCULLIS_PRIVATE_UPSTREAMS`. */
  privateUpstreams?: string;
  allowLoopback?: boolean;
  mailer?: Mailer | null;
  signUp?: "open" | "closed";
  /** 30 unless an installation has many people behind one address. */
  signUpsPerHour?: number;
  gatewayUrl: string;
  dashboardUrl: string;
  /** Database connections at most. */
  connectionsMax?: number;
  onDatabaseError?: (error: Error) => void;
  clock?: () => Date;
  random?: (bytes: number) => Buffer;
};

/**
 * Opens the control plane. Nothing is dialled before the first verb.
 * @throws KeyError for an unfit root key, PrivateUpstreamsError for an unreadable list: both messages are for the operator
 */
export function openControlPlane({
  databaseUrl,
  rootKey,
  privateUpstreams,
  allowLoopback = false,
  mailer = null,
  signUp = "open",
  signUpsPerHour = 30,
  gatewayUrl,
  dashboardUrl,
  connectionsMax = 20,
  onDatabaseError,
  clock = () => new Date(),
  random = randomBytes,
}: ControlPlaneOptions): ControlPlane {
  const keyring = parseKeyring(rootKey);
  const allow = parsePrivateUpstreams(privateUpstreams, { allowLoopback });
  const dialer = createDialer({ allow });
  const url = roleUrl(databaseUrl, "pc_app", keyring);
  const database = openDatabase({ url, max: connectionsMax, onError: onDatabaseError });
  const approvals = approvalWatch(url);
  return {
    database,
    keyring,
    dialer,
    mailer,
    signUp,
    signUpsPerHour,
    reservedSlugs: allow.organizationSlugs,
    gatewayUrl: gatewayUrl.replace(/\/+$/, ""),
    dashboardUrl: dashboardUrl.replace(/\/+$/, ""),
    clock,
    newId: risingIds(clock, random),
    random,
    watchApprovals: approvals.watch,
    close: async () => {
      await Promise.all([approvals.close(), database.close()]);
    },
  };
}
