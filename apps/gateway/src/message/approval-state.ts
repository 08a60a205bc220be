import {
  type Change,
  type JsonObject,
  neutralView,
  objectMember,
  type RequestMessage,
  readInbound,
  spliceMessage,
  stringMember,
} from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { wordsDigest } from "../record/call-text.ts";
import { askedDigest } from "./asked-digest.ts";
import { openText, type SealKeys, sealText } from "./sealed.ts";

/** What a client that was sent to an approval's page brings back. */
export type ApprovalState = {
  /** The approval that it was asked to wait for. */
  readonly reference: string;
  /** What its user said to that: gone there, or not willing to. */
  readonly answer: "accept" | "decline" | "cancel" | undefined;
};

type Sealed = [until: number, reference: string, digest: string, upstreamState: string | null, inputResponses: string | null];

/**
 * The gateway's own `requestState` (security.md 9.9): it names the approval that a call waits for, for this call of this grant on this server and not
 * for long. That an approval is used once is the database's doing and not the seal's.
 */
export class ApprovalStates {
  readonly #keys: SealKeys;
  readonly #now: () => number;

  constructor({ keys, now }: { keys: SealKeys; now: () => number }) {
    this.#keys = keys;
    this.#now = now;
  }

  /** Undefined when what the call carries is too long to be carried once more. */
  seal(x: Exchange, reference: string, untilMs: number): string | undefined {
    const { message } = x;
    if (message?.kind !== "request") return undefined;
    const carried = message.params?.members.get("inputResponses");
    const inputResponses = carried === undefined ? null : Buffer.from(x.body.subarray(carried.start, carried.end)).toString();
    const upstreamState = stringMember(message.params, "requestState") ?? null;
    if ((inputResponses?.length ?? 0) + (upstreamState?.length ?? 0) > carriedLengthMax) return undefined;
    const digest = wordsDigest(x).toString("base64url");
    const sealed: Sealed = [untilMs, reference, digest, upstreamState, inputResponses];
    return sealText(this.#keys, approvalPrefix, contextOf(x, message), JSON.stringify(sealed));
  }

  /** The call as it was when it was asked to wait, with what it waits for; undefined for everything that was not sealed for it, in one form. */
  open(x: Exchange, message: RequestMessage, brought: string): ApprovalState | undefined {
    const plain = openText(this.#keys, approvalPrefix, contextOf(x, message), brought, sealedLengthMax);
    if (plain === undefined) return undefined;
    const [until, reference, digest, upstreamState, inputResponses] = JSON.parse(plain) as Sealed;
    const answer = answerIn(message);
    if (this.#now() >= until || !restore(x, message, upstreamState, inputResponses)) return undefined;
    return wordsDigest(x).toString("base64url") === digest ? { reference, answer } : undefined;
  }
}

/** W2: an answer to the gateway's question without the state that belongs to it. It is not the server's to see. False: it could not be cut. */
export function cutApprovalAnswer(x: Exchange, message: RequestMessage): boolean {
  const given = objectMember(message.params, "inputResponses");
  return given?.members.has(approvalQuestion) === true ? rewrite(x, message, answerCut(message.params!, given), [answerPlace]) : true;
}

/** Puts back what the state stands in the place of: the upstream's own state and the answers to its questions, of an earlier round. */
function restore(x: Exchange, message: RequestMessage, upstreamState: string | null, inputResponses: string | null): boolean {
  const params = message.params!;
  const given = objectMember(params, "inputResponses");
  const set: Record<string, string> = {};
  const cut: string[] = [];
  if (upstreamState === null) cut.push("requestState");
  else set.requestState = JSON.stringify(upstreamState);
  if (inputResponses !== null) set.inputResponses = inputResponses;
  else if (given?.members.size === 1 && given.members.has(approvalQuestion)) cut.push("inputResponses");
  const inside = inputResponses === null && !cut.includes("inputResponses") && given?.members.has(approvalQuestion) === true;
  const changes: Change[] = [{ object: params, cut, set }];
  if (inside) changes.push({ object: given!, cut: [approvalQuestion] });
  return rewrite(x, message, changes, given === undefined ? [statePlace] : [statePlace, answerPlace]);
}

const answerCut = (params: JsonObject, given: JsonObject): Change[] =>
  given.members.size === 1 ? [{ object: params, cut: ["inputResponses"] }] : [{ object: given, cut: [approvalQuestion] }];

/** From here on the call is the one that the server gets: judged, recorded, approved and forwarded in this form. */
function rewrite(x: Exchange, message: RequestMessage, changes: Change[], places: readonly string[]): boolean {
  const body = spliceMessage(x.body, message.root, changes);
  if (body === undefined) return false;
  const read = readInbound(body, x.deps.limits.scan);
  if (!read.ok || read.body.kind !== "request") return false;
  x.body = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  x.message = read.body;
  x.view = neutralView(read.body);
  x.arrivalSplices = places;
  return true;
}

function answerIn({ params }: RequestMessage): ApprovalState["answer"] {
  const action = stringMember(objectMember(objectMember(params, "inputResponses"), approvalQuestion), "action");
  return action === "accept" || action === "decline" || action === "cancel" ? action : undefined;
}

/** Bound to it and not carried: it opens for the same organization, grant, server, method and arguments alone. */
function contextOf(x: Exchange, { method, params }: RequestMessage): string {
  const { grant, route } = x.tenant!;
  return ["approval-state/1", grant.organizationId, grant.id, route.serverId, method, askedDigest(params)].join("/");
}

export const approvalPrefix = "pca1.";
/** The key of the gateway's question in `inputRequests`. */
export const approvalQuestion = "io.portcullis/approval";
const statePlace = "/params/requestState";
const answerPlace = "/params/inputResponses/io.portcullis~1approval";
const carriedLengthMax = 256 * 1024;
const sealedLengthMax = 1024 * 1024;
