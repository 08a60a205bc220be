/** The only surface of the control plane that the gateway sees: plain `pg`, no Prisma. */
export { type DerivedKey, generateRootKey, KeyError, type Keyring, parseKeyring, roleUrl } from "@portcullis/db/keys";
export { type ValueRecording, viewArguments } from "./audit/argument-view.ts";
export {
  type AdmissionDenial,
  type AdmitRequest,
  type AdmitVerdict,
  type FullLimit,
  type HandedAt,
  type LimitUse,
  Overloaded,
} from "./gateway/admission.ts";
export type { ApprovalState } from "./gateway/approval-states.ts";
export { StoreUnavailable } from "./gateway/ask.ts";
export type { AttemptRow } from "./gateway/attempt-row.ts";
export { type BufferedAttempt, encodeBuffered } from "./gateway/buffered-attempts.ts";
export type { DecisionRow, Outcome } from "./gateway/decision-row.ts";
export type { GrantRef } from "./gateway/find-grant.ts";
export type { InstallationEvent } from "./gateway/installation-log.ts";
export { LastUses } from "./gateway/last-uses.ts";
export type { KillSwitch, LivePolicy, Route, RouteSettings } from "./gateway/load-route.ts";
export type { OutcomeRow } from "./gateway/outcome-row.ts";
export type { SeenTool, Sighting } from "./gateway/saw-tools.ts";
export { mayStillSend } from "./gateway/send-window.ts";
export { type GatewayStore, type GatewayStoreOptions, openGatewayStore } from "./gateway/store.ts";
export type { KnownDefinition, ToolSet } from "./gateway/tool-sets.ts";
export type { Watch } from "./gateway/watch.ts";
export { uuidV7 } from "./uuid.ts";
