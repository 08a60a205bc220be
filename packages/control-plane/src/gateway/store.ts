import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { type DerivedKey, deriveKey, type Keyring } from "@portcullis/db/keys";
import { openPool } from "@portcullis/db/runtime";
import { uuidV7 } from "../uuid.ts";
import type { AdmitRequest, AdmitVerdict } from "./admission.ts";
import { Admissions } from "./admissions.ts";
import { type ApprovalState, approvalStates, withdrawApproval } from "./approval-states.ts";
import { ask } from "./ask.ts";
import { type BufferedAttempt, storeBuffered } from "./buffered-attempts.ts";
import { Cancellations } from "./cancellations.ts";
import type { DecisionRow } from "./decision-row.ts";
import { findGrant, type GrantRef } from "./find-grant.ts";
import { type InstallationEvent, InstallationLog } from "./installation-log.ts";
import { Lease } from "./lease.ts";
import { loadRoute, type Route } from "./load-route.ts";
import { OutcomeQueue } from "./outcome-queue.ts";
import type { OutcomeRow } from "./outcome-row.ts";
import { notSent, storeOutcomes } from "./outcomes.ts";
import { realTime } from "./real-time.ts";
import { type RecordBatch, Recorder } from "./recorder.ts";
import { type Sighting, sawTools } from "./saw-tools.ts";
import { ToolSets } from "./tool-sets.ts";
import { type EndedSession, tellEnded, tellUsed, usedPerNoticeMax, type Watch, type WatchOptions, watch } from "./watch.ts";

export type GatewayStoreOptions = {
  /** Of the role pc_gateway. */
  databaseUrl: string;
  keyring: Keyring;
  /** How long a call may wait for the database (security.md section 8). */
  deadlineMs?: number;
  /** How often changes are asked for when no notification comes. */
  pollMs?: number;
  /** Connections for known grants, routes and limits; recording has its own, and so have unknown tokens. */
  connectionsMax?: number;
  /** Rows that may wait to be recorded. */
  recordQueueMax?: number;
  onRecordBatch?: (rows: number) => void;
  onAdmissionBatch?: (calls: number) => void;
  /** Attempts that are closed as not sent because nobody knew of their commit, or it came too late. */
  onSweep?: (attempts: number) => void;
  /** This process, for the operator. */
  replica?: { host: string; build: string };
  /** A connection was lost, or the installation log could not be written: for the operator. */
  onError?: (error: unknown) => void;
};

/**
 * Everything that the gateway asks of the database, over plain `pg`. Every method that waits throws StoreUnavailable when the database does
 * not answer in time; nothing may be sent then.
 */
export type GatewayStore = {
  /**
   * The live grant behind a token; null for malformed, unknown, expired and revoked alike. Tokens that this replica has not seen open a
   * grant have connections of their own: a storm of invented ones keeps nobody else waiting.
   */
  findGrant(token: string, options?: { isKnown?: boolean }): Promise<GrantRef | null>;
  /** The server behind a URL as this grant meets it; null for unknown and foreign alike. */
  loadRoute(grant: GrantRef, organizationSlug: string, serverSlug: string): Promise<Route | null>;
  watch(
    options: Pick<WatchOptions, "onChange" | "onSessionEnded" | "onSessionsUsed" | "onApproval" | "onCallCancelled" | "onState">,
  ): Promise<Watch>;
  /** Tells every replica of an ended session. Never waits, never fails: who is not told learns it from the server. */
  sessionEnded(session: EndedSession): void;
  /** Tells every replica that these sessions are used. Never waits, never fails. */
  sessionsUsed(tags: readonly string[]): void;
  /** Tells every replica of a call that its client takes back. Never waits, never fails. */
  callCancelled(mark: string): void;
  /** Its client takes a held call back: nobody can approve it any more. What is over stays as it is. @throws StoreUnavailable */
  withdrawApproval(organizationId: string, requestId: string): Promise<void>;
  /** What approvals have come to by now; one that is missing is not there. @throws StoreUnavailable */
  approvalStates(organizationId: string, ids: readonly string[]): Promise<ReadonlyMap<string, ApprovalState>>;
  /** Resolves when the row is committed. */
  record(row: DecisionRow): Promise<void>;
  /** Rows that wait to be recorded. */
  recordsWaiting(): number;
  /**
   * Decides one call under the live state, takes its limits and records it, in a batch with others (security.md section 8). Committed when it
   * resolves.
   * @throws StoreUnavailable when that is not known, or not in time: nothing may be sent then. What did land is closed as `not_sent`
   * @throws Overloaded when too many calls wait already
   * @throws RangeError for a limit's number that cannot be compared
   */
  admit(request: AdmitRequest): Promise<AdmitVerdict>;
  /** `admit` for the elements of a client's batch (protocol.md, B8), of one grant and revision: all are admitted, or none. */
  admitTogether(requests: readonly AdmitRequest[]): Promise<AdmitVerdict[]>;
  /** Stores attempts that are in a file already (security.md 8.5); those that the database has stay as they are. @throws StoreUnavailable */
  recordBuffered(attempts: readonly BufferedAttempt[]): Promise<void>;
  /** Calls that wait to be admitted. */
  admissionsWaiting(): number;
  /** Batches of them under way. */
  admissionLanes(): number;
  /** Outcomes that the database does not have yet. */
  outcomesWaiting(): number;
  /** Notes what became of an admitted call; stored within a quarter of a second, or when the database is back. Never waits, never fails. */
  outcome(row: OutcomeRow): void;
  /** Notes what arrived without a tenant. Never waits, never fails. */
  log(event: InstallationEvent): void;
  /**
   * Writes down definitions that a relayed list showed and that are not the stored ones. Nothing is accepted by it.
   * @returns the organization's revision from which on every replica goes by it
   * @throws StoreUnavailable; the database's own error when it refused
   */
  sawTools(sighting: Sighting): Promise<bigint>;
  /** A key derived from the root key; undefined for a version that the ring does not have. */
  key(purpose: string, version?: number): DerivedKey | undefined;
  close(): Promise<void>;
};

/** Opens the store. Nothing is dialled before the first question, so a gateway may start before its database. */
export function openGatewayStore({
  databaseUrl,
  keyring,
  deadlineMs = 1_000,
  pollMs = 200,
  connectionsMax = 8,
  recordQueueMax,
  onRecordBatch,
  onAdmissionBatch,
  onSweep,
  replica = { host: hostname(), build: "" },
  onError = () => {},
}: GatewayStoreOptions): GatewayStore {
  const shared = { url: databaseUrl, applicationName: "portcullis-gateway", statementTimeoutMs: 800, onError };
  const pool = openPool({ ...shared, max: connectionsMax });
  const strangersPool = openPool({ ...shared, max: 2 });
  const admissionPool = openPool({ ...shared, max: 4 });
  // Nothing that waits keeps records or the poll from their connection: two lanes, the poll, the log, outcomes and the lease.
  const recordPool = openPool({ ...shared, max: 6 });
  const send = async ({ organizations, lasts, rows, grants }: RecordBatch) => {
    await ask(recordPool, { name: "record", text: recordText, values: [organizations, lasts, rows, grants] }, deadlineMs);
  };
  const recorder = new Recorder({ send, queueMax: recordQueueMax, onBatch: onRecordBatch });
  const toolSets = new ToolSets();
  const newId = () => uuidV7(new Date(), randomBytes(10));
  const lease = new Lease({ pool: recordPool, deadlineMs, newId, ...replica, onError });
  const outcomes = new OutcomeQueue({
    send: (rows) => storeOutcomes(recordPool, rows, deadlineMs),
    scheduler: realTime,
    onError,
  });
  const admissions = new Admissions({
    pool: admissionPool,
    replica: () => lease.id(),
    deadlineMs,
    onUnsent: (calls, isKnown) => {
      onSweep?.(calls.length);
      outcomes.close(calls.map(notSent), isKnown ? [0] : sweepsMs);
    },
    ...(onAdmissionBatch && { onBatch: onAdmissionBatch }),
  });
  const cancellations = new Cancellations({ pool: recordPool, deadlineMs, onError });
  const log = new InstallationLog(recordPool, onError);
  return {
    findGrant: (token, { isKnown = false } = {}) => findGrant(isKnown ? pool : strangersPool, keyring, token, deadlineMs),
    loadRoute: (grant, organizationSlug, serverSlug) =>
      loadRoute(pool, keyring, { grant, organizationSlug, serverSlug, toolSets }, deadlineMs),
    watch: (options) => {
      lease.start();
      return watch({ ...options, url: databaseUrl, pool: recordPool, pollMs, deadlineMs });
    },
    sessionEnded: (session) => void ask(pool, tellEnded(session), deadlineMs).catch(onError),
    sessionsUsed: (tags) => {
      for (let at = 0; at < tags.length; at += usedPerNoticeMax)
        void ask(pool, tellUsed(tags.slice(at, at + usedPerNoticeMax)), deadlineMs).catch(onError);
    },
    callCancelled: (mark) => cancellations.add(mark),
    withdrawApproval: (organizationId, requestId) => withdrawApproval(pool, organizationId, requestId, deadlineMs),
    approvalStates: (organizationId, ids) => approvalStates(pool, organizationId, ids, deadlineMs),
    record: (row) => recorder.record(row),
    recordsWaiting: () => recorder.waiting,
    admit: (request) => admissions.admit(request),
    admitTogether: (requests) => admissions.admitTogether(requests),
    recordBuffered: async (attempts) => storeBuffered(recordPool, await lease.id(), attempts, deadlineMs),
    admissionsWaiting: () => admissions.waiting,
    admissionLanes: () => admissions.lanes,
    outcomesWaiting: () => outcomes.waiting,
    outcome: (row) => outcomes.add(row),
    log: (event) => log.add(event),
    sawTools: (sighting) => sawTools(pool, sighting, newId, deadlineMs),
    key: (purpose, version) => (version === undefined || keyring.keys.has(version) ? deriveKey(keyring, purpose, version) : undefined),
    close: async () => {
      await log.close();
      await outcomes.flush();
      await lease.close();
      await Promise.all([pool.end(), strangersPool.end(), admissionPool.end(), recordPool.end()]);
    },
  };
}

const recordText = "SELECT portcullis.record_decisions($1, $2, $3, $4)";
/** A commit whose fate was not told is looked for after the statement's own time, and again when the slowest network has delivered it. */
const sweepsMs = [5_000, 60_000];
