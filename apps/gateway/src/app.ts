import type { IncomingMessage, ServerResponse } from "node:http";
import { admission } from "./admit/admission.ts";
import { takePlace } from "./admit/place.ts";
import { takenBack } from "./admit/taken-back.ts";
import type { Deps } from "./deps.ts";
import { methodTable } from "./enforce/method-table.ts";
import { Exchange } from "./exchange.ts";
import { batch } from "./message/batch.ts";
import { readBody } from "./message/body.ts";
import { eraAndVersion, mirroredHeaders } from "./message/era.ts";
import { framing, httpForm, repeatedHeaders } from "./message/http-form.ts";
import { hostAndOrigin, preflight } from "./message/origin.ts";
import { exactPath } from "./message/path.ts";
import { requestState } from "./message/request-state.ts";
import { session } from "./message/session.ts";
import { strictProfile } from "./message/strict-profile.ts";
import { recordDecision } from "./record/decisions.ts";
import { recordRefusal } from "./record/refusals.ts";
import { deliver } from "./relay/deliver.ts";
import { forward } from "./relay/forward.ts";
import { send } from "./relay/send.ts";
import { type Reply, refuse } from "./reply.ts";
import { authenticate, routeOpen } from "./tenant/authenticate.ts";

/** Looks at a request; a reply ends it there, nothing lets it go on. "over": it has been answered. */
export type Step = (x: Exchange) => Reply | "over" | undefined | Promise<Reply | "over" | undefined>;

/** The order of checks (protocol.md A2), after what the HTTP server does not take. The first failure answers. */
export const pipeline: readonly Step[] = [
  framing,
  exactPath,
  hostAndOrigin,
  preflight,
  repeatedHeaders,
  authenticate,
  routeOpen,
  httpForm,
  readBody,
  strictProfile,
  eraAndVersion,
  mirroredHeaders,
  session,
  batch,
  methodTable,
  takenBack,
  requestState,
  takePlace,
  admission,
  forward,
];

/** Takes one request through the pipeline. Never throws: what fails unforeseen is refused. */
export async function serve(deps: Deps, request: IncomingMessage, response: ServerResponse, expectsContinue = false): Promise<void> {
  const x = new Exchange(deps, request, response);
  x.expectsContinue = expectsContinue;
  // A client that hangs up in the middle of a write is no fault of the gateway.
  response.on("error", () => {});
  try {
    for (const step of pipeline) {
      const found = step(x);
      const reply = found instanceof Promise ? await found : found;
      if (reply === "over") return;
      if (reply !== undefined) return refused(x, reply);
    }
  } catch (error) {
    deps.log.error({ error: error instanceof Error ? error.stack : String(error) }, "a request failed");
    refused(
      x,
      refuse("internal_error", "The gateway failed at this request; nothing was sent.", { id: x.requestId, reason: "engine_error" }),
    );
  }
}

function refused(x: Exchange, reply: Reply): void {
  if (x.tenant === undefined || reply.reason === "unauthenticated") {
    recordRefusal(x, reply);
    send(x, reply);
    return;
  }
  const { effect, reason, rule = "", message = null } = reply;
  x.judgement = { effect, reason, rule, message };
  // What was not decided about a message of a batch by itself was decided about all.
  for (const part of x.parts ?? []) if (part.judgement.effect === "allow") part.judgement = x.judgement;
  if (reason !== "store_unavailable") {
    deliver(x, reply, { outcome: effect === "allow" ? "ok" : "refused" });
    return;
  }
  // The database that did not answer is not waited for a second time.
  recordDecision(x, { outcome: "refused" })?.catch(() => {});
  send(x, reply);
}
