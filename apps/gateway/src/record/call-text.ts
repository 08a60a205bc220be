import { hash } from "node:crypto";
import { canonicalizeMeta, canonicalObject, paramsForm } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";

/** The parts of a call that its digests are of, in form C1; undefined for what is no request. */
export function callText(x: Exchange): { params: string; meta: string | undefined } | undefined {
  const { message } = x;
  if (message?.kind !== "request") return undefined;
  const asked = [...(message.params?.members ?? [])].filter(([name]) => !LEFT_OUT.has(name));
  return { params: canonicalObject(asked), meta: message.meta === undefined ? undefined : canonicalizeMeta(message.meta) };
}

/** SHA-256 of method, tool and parameters alone: the same words, wherever they go. */
export function paramsDigest(x: Exchange): Buffer {
  const method = x.message?.kind === "request" ? x.message.method : "";
  const tool = x.view?.kind === "tool" ? x.view.name : undefined;
  return hash("sha256", paramsForm({ method, tool, ...callText(x)! }), "buffer");
}

const LEFT_OUT: ReadonlySet<string> = new Set(["_meta", "requestState"]);
