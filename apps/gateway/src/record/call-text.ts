import { hash } from "node:crypto";
import { canonicalizeMeta, canonicalMembers, paramsForm } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";

/** The parts of a call that its digests are of, in form C1; undefined for what is no request. */
export function callText(x: Exchange): { params: string; meta: string | undefined } | undefined {
  const { message } = x;
  if (message?.kind !== "request") return undefined;
  const params = message.params === undefined ? "{}" : canonicalMembers(message.params.members, isLeftOut);
  return { params, meta: message.meta === undefined ? undefined : canonicalizeMeta(message.meta) };
}

/** SHA-256 of method, tool and parameters alone: the same words, wherever they go. */
export function paramsDigest(x: Exchange): Buffer {
  const method = x.message?.kind === "request" ? x.message.method : "";
  const tool = x.view?.kind === "tool" ? x.view.name : undefined;
  return hash("sha256", paramsForm({ method, tool, ...callText(x)! }), "buffer");
}

const isLeftOut = (name: string): boolean => name === "_meta" || name === "requestState";
