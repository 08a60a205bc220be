import { hash } from "node:crypto";
import { canonicalObject, type JsonObject } from "@portcullis/protocol";

/** SHA-256, in base64url, of what a request asks for, without what changes from one round of it to the next. */
export function askedDigest(params: JsonObject | undefined): string {
  const asked = [...(params?.members ?? [])].filter(([name]) => !LEFT_OUT.has(name));
  return hash("sha256", canonicalObject(asked), "base64url");
}

const LEFT_OUT: ReadonlySet<string> = new Set(["_meta", "inputResponses", "requestState"]);
