import { clientOf, type Era, findMethod, type Message, type MethodRule, neutralView } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";
import { unknownMethod } from "./denial.ts";

/** F1: every method has an explicit verdict in both eras; what the table does not name is denied. */
export function methodTable(x: Exchange): Reply | undefined {
  const { message } = x;
  if (message === undefined || message.kind === "response") return undefined;
  x.client = clientOf(message) ?? x.client;
  const rule = findMethod(message.method, { kind: message.kind, era: x.era!, sender: "client" });
  if (rule === undefined && x.tenant!.route.settings.forwardMethods.includes(message.method)) {
    x.rule = namedByServer(message, x.era!);
    return undefined;
  }
  if (rule === undefined || rule.policy === "withheld") return unknownMethod(x);
  x.rule = rule;
  x.view = neutralView(message);
  // C6: over HTTP the end of the connection cancels; this id could hit another caller's request.
  if (x.era === "modern" && message.method === "notifications/cancelled") {
    return { status: 202, effect: "allow", reason: "allowed", message: "A cancellation is the end of the connection here." };
  }
  // Callers of a server without sessions share its ids likewise.
  if (x.session === undefined && message.method === "notifications/cancelled") {
    return {
      status: 202,
      effect: "allow",
      reason: "allowed",
      message: "Without a session a cancellation could hit another caller's request.",
    };
  }
  return undefined;
}

/** A method that the server's settings let through: open to any live grant, for no policy knows it. */
function namedByServer({ method, kind }: Exclude<Message, { kind: "response" }>, era: Era): MethodRule {
  return { method, kind, eras: [era], senders: ["client"], policy: "open", governed: false, cacheable: false, retryable: false };
}
