import type { Era } from "./versions.ts";

/**
 * Which part of a policy speaks for a method. `open`: any live grant; `reference`: as the prompt or resource in `params.ref`;
 * `ask`: the server asks the client; `withheld`: not served yet.
 */
export type PolicyClass = "open" | "tool" | "prompt" | "resource" | "reference" | "ask" | "withheld";

/** The array in `result` that a list method answers with. */
export type ListName = "tools" | "prompts" | "resources" | "resourceTemplates";

export interface MethodRule {
  readonly method: string;
  readonly kind: "request" | "notification";
  readonly eras: readonly Era[];
  readonly senders: readonly ("client" | "server")[];
  readonly policy: PolicyClass;
  /** Policy decides it and it would reach an upstream: it needs an admission. `subscriptions/listen`: only with resources. */
  readonly governed: boolean;
  readonly list?: ListName;
  /** The modern answer carries `ttlMs` and `cacheScope` (G2, G4). */
  readonly cacheable: boolean;
  /** May answer `input_required` under the modern era (C9). */
  readonly retryable: boolean;
}

/**
 * The row of the method table for a message, matched exactly. Undefined: the method is unknown, was removed in this era, or is not
 * this side's to send, and is denied (F1). A sender other than the row's is a different method in effect.
 */
export function findMethod(
  method: string,
  { kind, era, sender }: { kind: "request" | "notification"; era: Era; sender: "client" | "server" },
): MethodRule | undefined {
  const rows = TABLE.get(method);
  return rows?.find((row) => row.kind === kind && row.eras.includes(era) && row.senders.includes(sender));
}

const BOTH: readonly Era[] = ["legacy", "modern"];
const LEGACY: readonly Era[] = ["legacy"];
const MODERN: readonly Era[] = ["modern"];
const CLIENT = ["client"] as const;
const SERVER = ["server"] as const;
const EITHER = ["client", "server"] as const;

type Marks = Partial<Pick<MethodRule, "governed" | "list" | "cacheable" | "retryable">>;

function request(method: string, eras: readonly Era[], senders: MethodRule["senders"], policy: PolicyClass, marks: Marks = {}): MethodRule {
  return { method, kind: "request", eras, senders, policy, governed: false, cacheable: false, retryable: false, ...marks };
}

function notification(method: string, eras: readonly Era[], senders: MethodRule["senders"], policy: PolicyClass): MethodRule {
  return { method, kind: "notification", eras, senders, policy, governed: false, cacheable: false, retryable: false };
}

/** Every method that the gateway knows, row by row as the wire page lists them. */
export const METHODS: readonly MethodRule[] = [
  request("initialize", LEGACY, CLIENT, "open"),
  notification("notifications/initialized", LEGACY, CLIENT, "open"),
  request("ping", LEGACY, EITHER, "open"),
  request("server/discover", MODERN, CLIENT, "open", { cacheable: true }),
  request("tools/list", BOTH, CLIENT, "tool", { list: "tools", cacheable: true }),
  request("tools/call", BOTH, CLIENT, "tool", { governed: true, retryable: true }),
  request("prompts/get", BOTH, CLIENT, "prompt", { governed: true, retryable: true }),
  request("prompts/list", BOTH, CLIENT, "prompt", { list: "prompts", cacheable: true }),
  request("resources/list", BOTH, CLIENT, "resource", { list: "resources", cacheable: true }),
  request("resources/templates/list", BOTH, CLIENT, "resource", { list: "resourceTemplates", cacheable: true }),
  request("resources/read", BOTH, CLIENT, "resource", { governed: true, cacheable: true, retryable: true }),
  request("resources/subscribe", LEGACY, CLIENT, "resource", { governed: true }),
  request("resources/unsubscribe", LEGACY, CLIENT, "open"),
  request("subscriptions/listen", MODERN, CLIENT, "resource", { governed: true }),
  request("completion/complete", BOTH, CLIENT, "reference", { governed: true }),
  request("logging/setLevel", LEGACY, CLIENT, "open"),
  notification("notifications/cancelled", LEGACY, EITHER, "open"),
  notification("notifications/cancelled", MODERN, EITHER, "open"),
  notification("notifications/progress", LEGACY, EITHER, "open"),
  notification("notifications/progress", MODERN, SERVER, "open"),
  notification("notifications/message", BOTH, SERVER, "open"),
  notification("notifications/roots/list_changed", LEGACY, CLIENT, "ask"),
  notification("notifications/tools/list_changed", BOTH, SERVER, "open"),
  notification("notifications/prompts/list_changed", BOTH, SERVER, "open"),
  notification("notifications/resources/list_changed", BOTH, SERVER, "open"),
  notification("notifications/resources/updated", BOTH, SERVER, "resource"),
  notification("notifications/subscriptions/acknowledged", MODERN, SERVER, "open"),
  // Under the modern era these travel inside `inputRequests` only; whoever judges those looks up the legacy row.
  request("sampling/createMessage", LEGACY, SERVER, "ask"),
  request("roots/list", LEGACY, SERVER, "ask"),
  request("elicitation/create", LEGACY, SERVER, "ask"),
  notification("notifications/elicitation/complete", LEGACY, SERVER, "ask"),
  request("tasks/get", BOTH, EITHER, "withheld"),
  request("tasks/result", LEGACY, EITHER, "withheld"),
  request("tasks/list", LEGACY, EITHER, "withheld"),
  request("tasks/cancel", BOTH, EITHER, "withheld"),
  request("tasks/update", MODERN, CLIENT, "withheld"),
  notification("notifications/tasks/status", LEGACY, EITHER, "withheld"),
  notification("notifications/tasks", MODERN, SERVER, "withheld"),
];

const TABLE = new Map<string, readonly MethodRule[]>();
for (const row of METHODS) TABLE.set(row.method, [...(TABLE.get(row.method) ?? []), row]);
