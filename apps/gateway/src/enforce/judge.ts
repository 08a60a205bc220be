import { type Decision, evaluate, noPolicy, type PolicyRequest } from "@portcullis/policy";
import { rpcError } from "@portcullis/protocol";
import { reserveAll } from "../admit/limits.ts";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";
import { routeOpen } from "../tenant/authenticate.ts";
import { challenge } from "../tenant/challenge.ts";
import { deniedBy, notThere, unavailable } from "./denial.ts";
import { mayAsk } from "./server-requests.ts";

/**
 * Decides the request by the live policy. What the decision stands on is looked at once more here: a body may have taken longer to
 * arrive than a revocation may take to bite.
 */
export function judge(x: Exchange): Promise<Reply | undefined> | Reply | undefined {
  const { tenants, freshness } = x.deps;
  if (x.storeDown !== undefined) return unavailable(x);
  return tenants.isCurrent(x.tenant!) && freshness.isFresh() ? decide(x) : renewed(x);
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

function decide(x: Exchange): Promise<Reply | undefined> | Reply | undefined {
  const { view } = x;
  if (x.rule?.policy === "ask" && !mayAsk(x, x.rule.method))
    return { status: 202, effect: "deny", reason: "default_deny", rule: "/server_requests" };
  if (view === undefined) return undefined;
  if (view.kind === "malformed") {
    return { status: 200, body: rpcError(x.requestId, -32602, view.problem), effect: "deny", reason: "malformed", message: view.problem };
  }
  // Open to any live grant; what a listener asks for is cut to what it may read on the way up.
  if (view.kind === "listen" || x.rule!.policy === "open") return undefined;
  const decision = judgeView(x, view.kind === "completion" ? view.ref : view);
  if (view.kind === "tool" && !decision.hidden && !x.tenant!.toolNames.has(view.name)) return notThere(x, view.name, unknownToolDecision);
  const { effect, reason, rule, message, reservations } = decision;
  if (effect !== "allow") return deniedBy(x, decision);
  x.judgement = { effect, reason, rule, message };
  return reservations.length === 0 ? undefined : reserveAll(x, reservations);
}

/** The engine's answer for one tool, prompt or resource under this tenant's policy. */
export function judgeView(x: Exchange, view: RequestOf<PolicyRequest>): Decision {
  const { grant, snapshot } = x.tenant!;
  if (snapshot === null) return noPolicy;
  if (snapshot.compiled === undefined) return engineError;
  return evaluate(snapshot.compiled, { ...view, facts: { grant: { label: grant.label, tags: grant.tags }, client: x.client } });
}

type RequestOf<T> = T extends unknown ? Omit<T, "facts"> : never;

const engineError: Decision = {
  effect: "deny",
  reason: "engine_error",
  rule: "",
  message: "The policy could not be evaluated, so the call is refused.",
  hidden: false,
  reservations: [],
};
const unknownToolDecision = { reason: "tool_not_accepted", rule: "", message: "No tool of this name is known on this server." } as const;
const triesMax = 3;
