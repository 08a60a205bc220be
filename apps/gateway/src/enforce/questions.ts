import { type JsonObject, stringMember } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { mayAsk } from "./server-requests.ts";

/** May the server put this question to the client, by the policy, by the session's version, and as it is asked? */
export function mayPutQuestion(x: Exchange, method: string, params: JsonObject | undefined): boolean {
  if (!mayAsk(x, method)) return false;
  return method !== "elicitation/create" || isSoundElicitation(x, params);
}

/** F11: a form, or a page behind https; what else there may be is not known, and so not asked. */
function isSoundElicitation({ era, version }: Exchange, params: JsonObject | undefined): boolean {
  if (era === "legacy" && version !== undefined && version < "2025-06-18") return false;
  const mode = params?.members.get("mode");
  if (mode === undefined) return params?.members.has("url") !== true;
  if (mode.kind !== "string") return false;
  if (mode.value === "form") return true;
  return mode.value === "url" && isHttps(stringMember(params, "url"));
}

function isHttps(text: string | undefined): boolean {
  return text !== undefined && URL.canParse(text) && new URL(text).protocol === "https:";
}
