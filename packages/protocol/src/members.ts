/** Which members the protocol knows where (S6), so that another spelling of one of them can be refused. */

/**
 * Folds case so that names which any case-insensitive reader might take for one another become equal. Upper case first:
 * only so U+017F meets `s`, and only lower case brings U+212A to `k`. Wider than Unicode case folding in a few letters,
 * which errs on the side of refusing.
 */
export function foldCase(name: string): string {
  return name.toUpperCase().toLowerCase();
}

/** The first member of `names` that equals a known one under case folding but is spelled otherwise. */
export function foldedTwin(names: Iterable<string>, known: KnownMembers): string | undefined {
  for (const name of names) {
    if (!known.exact.has(name) && known.folded.has(foldCase(name))) return name;
  }
  return undefined;
}

export interface KnownMembers {
  readonly exact: ReadonlySet<string>;
  readonly folded: ReadonlySet<string>;
}

export const ENVELOPE_MEMBERS = known("jsonrpc", "id", "method", "params", "result", "error");

export const META_PREFIX = "io.modelcontextprotocol/";
export const META_MEMBERS = known(
  "progressToken",
  "traceparent",
  "tracestate",
  "baggage",
  "io.portcullis/decision",
  ...["protocolVersion", "clientInfo", "clientCapabilities", "logLevel", "serverInfo", "subscriptionId", "related-task"].map(
    (name) => META_PREFIX + name,
  ),
);

/** Members of `params`, by method; a method that is not listed knows `_meta` alone. */
export function paramsMembers(method: string): KnownMembers {
  return PARAMS.get(method) ?? META_ALONE;
}

/** Members of the objects below `params` that decide what a message is about or what is cut from it. */
export function nestedMembers(method: string): ReadonlyMap<string, KnownMembers> | undefined {
  return NESTED.get(method);
}

export const CLIENT_INFO = known("name", "version", "title", "websiteUrl", "icons", "description");
export const CAPABILITIES = known("experimental", "sampling", "elicitation", "roots", "tasks", "extensions");

function known(...names: string[]): KnownMembers {
  return { exact: new Set(names), folded: new Set(names.map(foldCase)) };
}

const RETRY = ["inputResponses", "requestState"];
const META_ALONE = known("_meta");
const PARAMS: ReadonlyMap<string, KnownMembers> = new Map(
  Object.entries({
    initialize: ["protocolVersion", "capabilities", "clientInfo"],
    "tools/list": ["cursor"],
    "tools/call": ["name", "arguments", "task", ...RETRY],
    "prompts/list": ["cursor"],
    "prompts/get": ["name", "arguments", ...RETRY],
    "resources/list": ["cursor"],
    "resources/templates/list": ["cursor"],
    "resources/read": ["uri", ...RETRY],
    "resources/subscribe": ["uri"],
    "resources/unsubscribe": ["uri"],
    "subscriptions/listen": ["notifications"],
    "completion/complete": ["ref", "argument", "context"],
    "logging/setLevel": ["level"],
    "tasks/get": ["taskId"],
    "tasks/result": ["taskId"],
    "tasks/cancel": ["taskId"],
    "tasks/update": ["taskId", "inputResponses"],
    "tasks/list": ["cursor"],
    "notifications/cancelled": ["requestId", "reason"],
    "notifications/progress": ["progressToken", "progress", "total", "message"],
    "notifications/message": ["level", "logger", "data"],
    "notifications/resources/updated": ["uri", "title"],
    "notifications/subscriptions/acknowledged": ["notifications"],
    "notifications/elicitation/complete": ["elicitationId"],
    "notifications/tasks/status": ["taskId", "status", "statusMessage"],
    "sampling/createMessage": [
      "messages",
      "modelPreferences",
      "systemPrompt",
      "includeContext",
      "temperature",
      "maxTokens",
      "stopSequences",
      "metadata",
      "tools",
      "toolChoice",
      "task",
    ],
    "elicitation/create": ["mode", "message", "requestedSchema", "url", "elicitationId", "task"],
  }).map(([method, names]) => [method, known("_meta", ...names)]),
);

const NOTIFICATION_FILTER = known("toolsListChanged", "promptsListChanged", "resourcesListChanged", "resourceSubscriptions", "taskIds");
const NESTED: ReadonlyMap<string, ReadonlyMap<string, KnownMembers>> = new Map([
  [
    "initialize",
    new Map([
      ["clientInfo", CLIENT_INFO],
      ["capabilities", CAPABILITIES],
    ]),
  ],
  ["completion/complete", new Map([["ref", known("type", "name", "uri", "title")]])],
  ["subscriptions/listen", new Map([["notifications", NOTIFICATION_FILTER]])],
]);
