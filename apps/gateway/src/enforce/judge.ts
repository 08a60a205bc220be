import { type Decision, engineError, evaluate, noPolicy, type PolicyRequest } from "@portcullis/policy";
import { rpcError } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";
import { routeOpen } from "../tenant/authenticate.ts";
import { challenge } from "../tenant/challenge.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import { needsApproval } from "./approval.ts";
import { refuseBatch } from "./batch.ts";
import { deniedBy, notThere, unavailable } from "./denial.ts";
import { stopped } from "./kill-switch.ts";
import { methodTable } from "./method-table.ts";
import { mayAnswer } from "./posted-answer.ts";
import { mayAsk } from "./server-requests.ts";

/**
 * Decides the request by the live policy. What the decision stands on is looked at once more here: a body may have taken longer to
 * arrive than a revocation may take to bite.
 */
export function judge(x: Exchange): Promise<Reply | undefined> | Reply | undefined {
  const judged = judgeNow(x);
  return judged instanceof Promise ? inTime(x, judged) : judged;
}

function judgeNow(x: Exchange): Promise<Reply | undefined> | Reply | undefined {
  const { tenants, freshness } = x.deps;
  if (x.storeDown !== undefined) return unavailable(x);
  if (x.parts !== undefined) return judgeParts(x, x.parts);
  return tenants.isCurrent(x.tenant!) && freshness.isFresh() ? decide(x) : renewed(x);
}

/** Every question has its own deadline. Should one be without an answer all the same, the request is refused and not left to wait. */
async function inTime(x: Exchange, judged: Promise<Reply | undefined>): Promise<Reply | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reply>((resolve) => {
    timer = setTimeout(() => {
      x.deps.log.error({ server: x.serverSlug }, "a decision was not reached in time");
      resolve(unavailable(x));
    }, x.deps.limits.judgeMs);
  });
  try {
    return await Promise.race([judged, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** B8: every message of a batch by itself; one that is refused refuses them all. */
async function judgeParts(x: Exchange, parts: readonly Exchange[]): Promise<Reply | undefined> {
  const replies: (Reply | undefined)[] = [];
  for (const part of parts) replies.push(methodTable(part) ?? (await judge(part)));
  const [first] = parts as [Exchange];
  x.tenant = first.tenant;
  const isOneGround = parts.every(({ tenant }) => tenant!.snapshot === x.tenant!.snapshot && tenant!.toolNames === x.tenant!.toolNames);
  if (replies.every((reply) => reply === undefined)) return isOneGround ? undefined : unavailable(x);
  return refuseBatch(parts, replies);
}

async function renewed(x: Exchange): Promise<Reply | undefined> {
  const { tenants, freshness } = x.deps;
  try {
    for (let tries = 0; tries < triesMax; tries++) {
      if (!freshness.isFresh()) await freshness.confirm();
      const tenant = await tenants.resolve(x.token!, x.organizationSlug, x.serverSlug);
      if (tenant === null) return challenge({ credentialSent: true, unexpandedVariable: false });
      x.tenant = tenant;
      if (!tenants.isCurrent(tenant) || !freshness.isFresh()) continue;
      return routeOpen(x) ?? decide(x);
    }
    return unavailable(x);
  } catch (error) {
    x.deps.log.error({ error: String(error) }, "the database did not confirm a grant");
    return unavailable(x);
  }
}

function decide(x: Exchange): Reply | undefined {
  const { view } = x;
  const refused = stopped(x);
  if (refused !== undefined) return refused;
  if (x.rule?.policy === "ask" && !mayAsk(x, x.rule.method))
    return { status: 202, effect: "deny", reason: "default_deny", rule: "/server_requests" };
  if (x.message?.kind === "response" && !mayAnswer(x, x.message))
    return { status: 202, effect: "deny", reason: "default_deny", rule: "/server_requests" };
  if (view === undefined) return undefined;
  if (view.kind === "malformed") {
    return { status: 200, body: rpcError(x.requestId, -32602, view.problem), effect: "deny", reason: "malformed", message: view.problem };
  }
  // Open to any live grant; what a listener asks for is cut to what it may read on the way up.
  if (view.kind === "listen" || x.rule!.policy === "open") return undefined;
  const asked = view.kind === "completion" ? view.ref : view;
  const decision = judgeView(x, asked);
  if (view.kind === "tool" && !decision.hidden && !x.tenant!.toolNames.has(view.name)) return notThere(x, view.name, unknownToolDecision);
  const { shadow } = x.tenant!;
  // The pure decision alone: a shadow takes no limits and asks nobody.
  if (shadow !== null) x.shadow = { policy: shadow, decision: ask(x, shadow, asked) };
  const { effect, reason, rule, message, reservations, observed } = decision;
  if (decision.approval !== undefined) return needsApproval(x, decision.approval, decision);
  if (effect !== "allow") return deniedBy(x, decision);
  x.judgement = { effect, reason, rule, message, observed };
  x.reservations = reservations;
  return undefined;
}

/** The engine's answer for one tool, prompt or resource under this tenant's live policy. */
export function judgeView(x: Exchange, view: RequestOf<PolicyRequest>): Decision {
  const { snapshot } = x.tenant!;
  return snapshot === null ? noPolicy : ask(x, snapshot, view);
}

function ask(x: Exchange, { compiled }: Snapshot, view: RequestOf<PolicyRequest>): Decision {
  if (compiled === undefined) return engineError;
  const { grantLabel: label, grantTags: tags } = x.tenant!.route;
  return evaluate(compiled, { ...view, facts: { grant: { label, tags }, client: x.client, now: x.deps.freshness.databaseNow() } });
}

type RequestOf<T> = T extends unknown ? Omit<T, "facts"> : never;

const unknownToolDecision = { reason: "unknown_tool", rule: "", message: "No tool of this name is known on this server." } as const;
const triesMax = 3;
