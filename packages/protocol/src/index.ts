export { type BearerResult, readBearer } from "./bearer.ts";
export { type CallForm, callForm, type ParamsForm, paramsForm } from "./call-form.ts";
export { canonicalize, canonicalizeMeta, canonicalMembers, canonicalObject } from "./canonical.ts";
export { classifyEra, type EraVerdict, judgeLegacyVersion, type WireError } from "./classify.ts";
export { type Headers, readHeaders, repeatedHeader, singleHeader } from "./headers.ts";
export type { ScanLimits } from "./lexer.ts";
export { answerType, isIdentityEncoded, isJsonRequest, readAccept } from "./media.ts";
export { foldCase } from "./members.ts";
export {
  type Batch,
  type Message,
  type NotificationMessage,
  type ReadResult,
  type RequestMessage,
  type ResponseMessage,
  readAnswer,
  readAnswers,
  readInbound,
} from "./message.ts";
export { type MessageId, messageId } from "./message-id.ts";
export { findMethod, type ListName, METHODS, type MethodRule, type PolicyClass } from "./methods.ts";
export { compareMirrored, decodeHeaderValue } from "./mirrored.ts";
export { ownHost } from "./own-host.ts";
export { compareParamHeaders, type ParamHeader, paramHeaderDeclarations } from "./param-headers.ts";
export { type Denial, denialCode, methodDenial, methodNotFound, rpcError, toolDenial, unknownTool, urlQuestion } from "./refusals.ts";
export { ANSWER_LIMITS, type MessageFailure, REQUEST_LIMITS, type ScanResult, scan } from "./scan.ts";
export { type Change, spliceMessage } from "./splice.ts";
export { SSE_EVENT_BYTES_MAX, type SseComment, type SseEvent, type SsePiece, type SseProblem, SseSplitter } from "./sse.ts";
export { rewriteEvent, sseComment, sseEvent } from "./sse-write.ts";
export { type Situation, STATUS, type Status } from "./status.ts";
export {
  type JsonArray,
  type JsonBoolean,
  type JsonNode,
  type JsonNull,
  type JsonNumber,
  type JsonObject,
  type JsonString,
  objectMember,
  stringMember,
} from "./tree.ts";
export { isNeverForwarded, type UpstreamHeadersInput, upstreamHeaders } from "./upstream-headers.ts";
export { type Era, LEGACY_VERSIONS, MODERN_VERSIONS, namesModern, SERVED_VERSIONS } from "./versions.ts";
export { type CompletionReference, clientOf, neutralView, type View } from "./view.ts";
