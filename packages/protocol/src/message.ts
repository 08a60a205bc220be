import type { ScanLimits } from "./lexer.ts";
import {
  CAPABILITIES,
  CLIENT_INFO,
  ENVELOPE_MEMBERS,
  foldCase,
  foldedTwin,
  META_MEMBERS,
  META_PREFIX,
  nestedMembers,
  paramsMembers,
} from "./members.ts";
import { type MessageId, messageId } from "./message-id.ts";
import { ANSWER_LIMITS, type MessageFailure, REQUEST_LIMITS, scan } from "./scan.ts";
import { type JsonArray, type JsonNode, type JsonObject, objectMember } from "./tree.ts";

export type Message = RequestMessage | NotificationMessage | ResponseMessage;

export interface RequestMessage {
  readonly kind: "request";
  readonly id: MessageId;
  readonly method: string;
  readonly params?: JsonObject;
  /** `params._meta`. */
  readonly meta?: JsonObject;
  /** Of `params._meta`. */
  readonly progressToken?: MessageId;
  readonly root: JsonObject;
}

export interface NotificationMessage {
  readonly kind: "notification";
  readonly method: string;
  readonly params?: JsonObject;
  readonly meta?: JsonObject;
  /** Of `notifications/progress`. */
  readonly progressToken?: MessageId;
  /** Of `notifications/cancelled`. */
  readonly requestId?: MessageId;
  readonly root: JsonObject;
}

export interface ResponseMessage {
  readonly kind: "response";
  /** Left out only by an upstream's error (E1). */
  readonly id?: MessageId;
  readonly result?: JsonObject;
  readonly error?: JsonObject;
  readonly root: JsonObject;
}

export interface Batch {
  readonly kind: "batch";
  readonly messages: readonly Message[];
  readonly root: JsonArray;
}

export type ReadResult<T> = { readonly ok: true; readonly body: T } | { readonly ok: false; readonly failure: MessageFailure };

/** Reads the body of a client's POST under the strict profile S1–S9. Whether a batch is welcome here (B8) is the caller's to say. */
export function readInbound(bytes: Uint8Array, limits: ScanLimits = REQUEST_LIMITS): ReadResult<Message | Batch> {
  const scanned = scan(bytes, limits);
  if (!scanned.ok) return scanned;
  return scanned.root.kind === "array" ? readBatch(bytes, scanned.root, false) : readMessage(bytes, scanned.root, false);
}

/**
 * Reads one JSON body or the data of one event from an upstream. `envelope` checks S1–S5 for the envelope and the direct members of
 * `result`; a message that is filtered, redacted or judged must be read `whole`. An error may lack its id or have a null one.
 */
export function readAnswer(bytes: Uint8Array, read: "whole" | "envelope", limits: ScanLimits = ANSWER_LIMITS): ReadResult<Message> {
  const scanned = scan(bytes, limits, read);
  if (!scanned.ok) return scanned;
  return scanned.root.kind === "array" ? failed("the message is not a JSON object") : readMessage(bytes, scanned.root, true);
}

/** As `readAnswer`, for the one place where an upstream may send an array: the answer to a batch (B8). */
export function readAnswers(
  bytes: Uint8Array,
  read: "whole" | "envelope",
  limits: ScanLimits = ANSWER_LIMITS,
): ReadResult<Message | Batch> {
  const scanned = scan(bytes, limits, read);
  if (!scanned.ok) return scanned;
  return scanned.root.kind === "array" ? readBatch(bytes, scanned.root, true) : readMessage(bytes, scanned.root, true);
}

const BATCH_MESSAGES_MAX = 100;

function readBatch(bytes: Uint8Array, root: JsonArray, fromUpstream: boolean): ReadResult<Batch> {
  if (root.items.length === 0) return failed("the batch is empty");
  if (root.items.length > BATCH_MESSAGES_MAX) return failed("the batch has too many messages");
  const messages: Message[] = [];
  const ids = new Set<string>();
  for (const item of root.items) {
    if (item.kind !== "object") return failed("a message of the batch is not a JSON object");
    const read = readMessage(bytes, item, fromUpstream);
    // No id: it would name one of the messages for a fault of the whole.
    if (!read.ok) return failed(read.failure.problem);
    const message = read.body;
    if (message.kind !== "response" && message.method === "initialize") return failed("a batch holds initialize");
    if (message.kind === "request") {
      if (ids.has(message.id.key)) return failed("an id occurs twice in one batch");
      ids.add(message.id.key);
    }
    messages.push(message);
  }
  return { ok: true, body: { kind: "batch", messages, root } };
}

function readMessage(bytes: Uint8Array, root: JsonObject, fromUpstream: boolean): ReadResult<Message> {
  const { members } = root;
  const idNode = members.get("id");
  const id = idNode === undefined ? undefined : messageId(bytes, idNode);
  for (const name of members.keys()) {
    if (ENVELOPE_MEMBERS.exact.has(name)) continue;
    // Beside a case variant of id, readers would not agree on the id.
    const isDoubtful = [...members.keys()].some((other) => other !== "id" && foldCase(other) === "id");
    return failed("the envelope has a member that JSON-RPC does not know", isDoubtful ? undefined : id);
  }
  const version = members.get("jsonrpc");
  if (version?.kind !== "string" || version.value !== "2.0") return failed("jsonrpc is not 2.0", id);
  const method = members.get("method");
  if (method === undefined) return readResponse(root, idNode, id, fromUpstream);
  if (method.kind !== "string" || method.suspect) return failed("method is not a plain string", id);
  if (members.has("result") || members.has("error")) return failed("a message has both a method and an answer", id);
  if (idNode !== undefined && id === undefined) return failed(BAD_ID);
  const params = members.get("params");
  if (params !== undefined && params.kind !== "object") return failed("params is not an object", id);
  const problem = params === undefined ? undefined : paramsProblem(bytes, method.value, params);
  if (problem !== undefined) return failed(problem, id);
  const meta = objectMember(params, "_meta");
  if (id !== undefined) {
    return {
      ok: true,
      body: { kind: "request", id, method: method.value, params, meta, progressToken: idIn(bytes, meta, "progressToken"), root },
    };
  }
  const progressToken = method.value === "notifications/progress" ? idIn(bytes, params, "progressToken") : undefined;
  const requestId = method.value === "notifications/cancelled" ? idIn(bytes, params, "requestId") : undefined;
  return { ok: true, body: { kind: "notification", method: method.value, params, meta, progressToken, requestId, root } };
}

function readResponse(
  root: JsonObject,
  idNode: JsonNode | undefined,
  id: MessageId | undefined,
  fromUpstream: boolean,
): ReadResult<Message> {
  const result = root.members.get("result");
  const error = root.members.get("error");
  if (root.members.has("params")) return failed("an answer has params", id);
  if ((result === undefined) === (error === undefined))
    return failed("a message has neither a method nor exactly one of result and error", id);
  const mayLackId = fromUpstream && error !== undefined && (idNode === undefined || idNode.kind === "null");
  if (id === undefined && !mayLackId) return failed(BAD_ID);
  if (result !== undefined && result.kind !== "object") return failed("result is not an object", id);
  if (error !== undefined && error.kind !== "object") return failed("error is not an object", id);
  return { ok: true, body: { kind: "response", id, result, error, root } };
}

/** S4 (the names that only these two places forbid), S6, S7 and S9 for `params` and `params._meta`. */
function paramsProblem(bytes: Uint8Array, method: string, params: JsonObject): string | undefined {
  if (hasPrototypeName(params) || foldedTwin(params.members.keys(), paramsMembers(method)) !== undefined) return TWIN;
  for (const name of IDENTIFYING) {
    const node = params.members.get(name);
    if (node?.kind === "string" && node.suspect) return SUSPECT;
  }
  const nested = nestedMembers(method);
  if (nested !== undefined) {
    for (const [name, known] of nested) {
      const node = objectMember(params, name);
      if (node !== undefined && (hasPrototypeName(node) || foldedTwin(node.members.keys(), known) !== undefined)) return TWIN;
      if (node !== undefined && holdsSuspect(node)) return SUSPECT;
    }
  }
  if (method === "notifications/cancelled" && badId(bytes, params.members.get("requestId"))) return BAD_REQUEST_ID;
  if (method === "notifications/progress" && badId(bytes, params.members.get("progressToken"))) return BAD_TOKEN;
  const meta = params.members.get("_meta");
  if (meta === undefined) return undefined;
  return meta.kind === "object" ? metaProblem(bytes, meta) : "_meta is not an object";
}

function metaProblem(bytes: Uint8Array, meta: JsonObject): string | undefined {
  if (hasPrototypeName(meta) || foldedTwin(meta.members.keys(), META_MEMBERS) !== undefined) return TWIN;
  if (badId(bytes, meta.members.get("progressToken"))) return BAD_TOKEN;
  const version = meta.members.get(`${META_PREFIX}protocolVersion`);
  if (version?.kind === "string" && version.suspect) return SUSPECT;
  for (const [name, known] of META_OBJECTS) {
    const node = objectMember(meta, name);
    if (node !== undefined && (hasPrototypeName(node) || foldedTwin(node.members.keys(), known) !== undefined)) return TWIN;
  }
  return undefined;
}

/** Strings, and strings in arrays, that say what a message is about. */
function holdsSuspect(object: JsonObject): boolean {
  for (const node of object.members.values()) {
    if (node.kind === "string" && node.suspect) return true;
    if (node.kind === "array" && node.items.some((item) => item.kind === "string" && item.suspect)) return true;
  }
  return false;
}

function hasPrototypeName(object: JsonObject): boolean {
  return object.members.has("constructor") || object.members.has("prototype");
}

function idIn(bytes: Uint8Array, object: JsonObject | undefined, name: string): MessageId | undefined {
  const node = object?.members.get(name);
  return node === undefined ? undefined : messageId(bytes, node);
}

function badId(bytes: Uint8Array, node: JsonNode | undefined): boolean {
  return node !== undefined && messageId(bytes, node) === undefined;
}

function failed(problem: string, id?: MessageId): { readonly ok: false; readonly failure: MessageFailure } {
  return { ok: false, failure: id === undefined ? { code: -32600, status: 400, problem } : { code: -32600, status: 400, problem, id } };
}

const IDENTIFYING = ["name", "uri", "cursor", "taskId", "requestState", "elicitationId", "protocolVersion", "level", "url"];
const META_OBJECTS = [
  [`${META_PREFIX}clientInfo`, CLIENT_INFO],
  [`${META_PREFIX}clientCapabilities`, CAPABILITIES],
] as const;
const TWIN = "a member of params or _meta is a case variant of one that the protocol knows, or a name that it forbids";
const SUSPECT = "an identifying string holds a NUL or a lone surrogate";
const BAD_ID = "id is neither a short string nor an integer";
const BAD_REQUEST_ID = "requestId is neither a short string nor an integer";
const BAD_TOKEN = "progressToken is neither a short string nor an integer";
