import type { GatewayStore } from "@portcullis/control-plane/gateway";
import type { ScanLimits } from "@portcullis/protocol";
import type { Logger } from "pino";
import type { ByteBudget } from "./admit/byte-budget.ts";
import type { HeldCalls } from "./admit/held-calls.ts";
import type { InFlight } from "./admit/in-flight.ts";
import type { ApprovalStates } from "./message/approval-state.ts";
import type { Origins } from "./message/origin.ts";
import type { RequestStates } from "./message/request-state.ts";
import type { Sessions } from "./message/session.ts";
import type { Sources } from "./message/source.ts";
import type { Metrics } from "./record/metrics.ts";
import type { Buffered } from "./record/spool/buffered.ts";
import type { Breakers } from "./relay/breakers.ts";
import type { Heartbeat } from "./relay/heartbeat.ts";
import type { IdleSessions } from "./relay/idle-sessions.ts";
import type { Pools } from "./relay/pools.ts";
import type { BadTokens } from "./tenant/bad-tokens.ts";
import type { Freshness } from "./tenant/freshness.ts";
import type { Quarantine } from "./tenant/quarantine.ts";
import type { Tenants } from "./tenant/tenants.ts";

/** Time and size limits of one request, in the units that their names say. */
export type CallLimits = {
  readonly bodyBytesMax: number;
  readonly scan: ScanLimits;
  /** A decision, whatever it has to ask for. */
  readonly judgeMs: number;
  readonly silenceMs: number;
  readonly callMs: number;
  readonly streamMs: number;
  /** How long a client may leave unread what is written to it. */
  readonly writeMs: number;
};

/** What the pipeline stands on; one per process. */
export type Deps = {
  readonly store: GatewayStore;
  /** Undefined: every server is recorded as guaranteed, whatever its setting. */
  readonly buffered: Buffered | undefined;
  readonly tenants: Tenants;
  readonly quarantine: Quarantine;
  readonly freshness: Freshness;
  readonly badTokens: BadTokens;
  readonly sessions: Sessions;
  readonly idleSessions: IdleSessions;
  readonly requestStates: RequestStates;
  readonly approvalStates: ApprovalStates;
  readonly heldCalls: HeldCalls;
  /** Without a trailing slash. */
  readonly dashboardUrl: string;
  readonly origins: Origins;
  readonly sources: Sources;
  readonly inFlight: InFlight;
  readonly buffers: ByteBudget;
  readonly pools: Pools;
  readonly breakers: Breakers;
  /** The gateway ends: connections are not kept for a next request. */
  readonly shutdown: { begun: boolean };
  readonly heartbeat: Heartbeat;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly limits: CallLimits;
  readonly newId: () => string;
  readonly newSpanId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};
