import { StoreUnavailable } from "@portcullis/control-plane/gateway";
import { denialCode, readBearer, rpcError } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { type Reply, refuse } from "../reply.ts";
import { challenge } from "./challenge.ts";

/**
 * J3: every request is authenticated before any work, from the Authorization header only. A token that does not cover this route and a
 * route that does not exist get the 401 of an invalid token.
 */
export function authenticate(x: Exchange): Promise<Reply | undefined> | Reply | undefined {
  const bearer = readBearer(x.headers);
  if (!bearer.ok) {
    const credentialSent = bearer.problem !== "missing";
    if (credentialSent) x.deps.badTokens.count(x.source);
    return challenge({ credentialSent, unexpandedVariable: bearer.unexpandedVariable });
  }
  x.token = bearer.token;
  const { tenants, freshness } = x.deps;
  x.tenant = tenants.cached(bearer.token, x.organizationSlug, x.serverSlug);
  return x.tenant !== undefined && freshness.isFresh() ? undefined : ask(x, bearer.token);
}

async function ask(x: Exchange, token: string): Promise<Reply | undefined> {
  const { tenants, freshness, badTokens } = x.deps;
  const known = x.tenant;
  const attempt = tenants.knows(token) ? undefined : await badTokens.begin(x.source);
  if (typeof attempt === "number") {
    const headers = ["retry-after", String(attempt)];
    return refuse("too_many_requests", "Too many failed credentials from this address.", {
      headers,
      reason: "overloaded",
      log: "bad_credential",
    });
  }
  try {
    if (!freshness.isFresh()) await freshness.confirm();
    x.tenant = (await tenants.resolve(token, x.organizationSlug, x.serverSlug)) ?? undefined;
  } catch (error) {
    // Nothing was learned of the credential.
    attempt?.good();
    if (!(error instanceof StoreUnavailable)) throw error;
    x.storeDown = error;
    // A known caller gets the refusal in the form of the call, once it is read (section 7).
    return known === undefined ? storeUnavailable(error) : undefined;
  }
  if (x.tenant !== undefined) {
    attempt?.good();
    return undefined;
  }
  if (attempt === undefined) badTokens.count(x.source);
  else attempt.bad();
  return challenge({ credentialSent: true, unexpandedVariable: false });
}

/** J5: a credential that cannot be looked up is 503, never 401: a client would throw it away. */
function storeUnavailable(error: StoreUnavailable): Reply {
  const sentence = "The gateway's database did not answer; nothing was decided and nothing was sent. Try again.";
  return {
    status: 503,
    body: rpcError(undefined, denialCode("unavailable"), sentence),
    headers: ["retry-after", "1"],
    effect: "deny",
    reason: "store_unavailable",
    message: error.message,
  };
}

/** J5: a live credential on a route that is closed to it is 403 without a challenge. */
export function routeOpen(x: Exchange): Reply | undefined {
  return x.tenant!.route.enabled ? undefined : refuse("route_closed", "This server is switched off.", { reason: "killed" });
}
