import { hash } from "node:crypto";
import { canonicalizeMeta, canonicalMembers, type JsonNode, paramsForm } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";

/** The parts of a call that its digests are of, in form C1; undefined for what is no request. */
export function callText(x: Exchange): { params: string; meta: string | undefined } | undefined {
  const { message } = x;
  if (message?.kind !== "request") return undefined;
  const params = message.params === undefined ? "{}" : canonicalMembers(withState(x, message.params.members), isLeftOut);
  return { params, meta: message.meta === undefined ? undefined : canonicalizeMeta(message.meta) };
}

/** What the server asked to have brought back is part of what is sent: by its hash, for its seal is another one each time and its text is the server's. */
function withState({ upstreamState }: Exchange, members: ReadonlyMap<string, JsonNode>): ReadonlyMap<string, string | JsonNode> {
  if (upstreamState === undefined) return members;
  return new Map<string, string | JsonNode>(members).set("requestState (SHA-256)", hash("sha256", upstreamState, "hex"));
}

/** SHA-256 of method, tool and parameters alone: the same words, wherever they go. */
export const paramsDigest = (x: Exchange): Buffer => digestOf(x, callText(x)!);

/** The same without the state that the server asked to have brought back: while that is still sealed. */
export function wordsDigest(x: Exchange): Buffer {
  const members = x.message?.kind === "request" ? x.message.params?.members : undefined;
  return digestOf(x, { ...callText(x)!, params: members === undefined ? "{}" : canonicalMembers(members, isLeftOut) });
}

function digestOf(x: Exchange, said: { params: string; meta: string | undefined }): Buffer {
  const method = x.message?.kind === "request" ? x.message.method : "";
  const tool = x.view?.kind === "tool" ? x.view.name : undefined;
  return hash("sha256", paramsForm({ method, tool, ...said }), "buffer");
}

const isLeftOut = (name: string): boolean => name === "_meta" || name === "requestState";
